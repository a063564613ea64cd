/// What the API gives in pages.
package protocol Listed: Hashable, JSONWritable, Sendable {
  /// The key of a page's list, `files`.
  static var listName: String { get }
}

/// One page of a list.
package struct ListResponse<Element: Listed>: Hashable, Sendable {
  package var elements: [Element]
  /// Nil on the last page.
  package var nextPageToken: String?

  package init(_ elements: [Element], nextPageToken: String? = nil) {
    self.elements = elements
    self.nextPageToken = nextPageToken
  }
}

extension ListResponse: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member(Element.listName, elements)
      writer.member("nextPageToken", nextPageToken)
    }
  }
}
