import Glibc

/// Puts memory that every session will share on huge pages: a fork copies page tables, and one entry of them then stands
/// for 512.
///
/// glibc can do so by itself (`glibc.malloc.hugetlb`), but asks `/sys`, which the sandbox does not have.
enum HugePages {
  private static let size: UInt = 2 << 20
  /// Since Linux 6.1; see madvise(2).
  private static let collapse: Int32 = 25

  /// Collapses this process's private memory that stands for no file, as far as the kernel has huge pages for it.
  static func collapseMemory() {
    for line in maps().split(separator: "\n") {
      guard let range = anonymousRange(line) else { continue }
      let start = (range.lowerBound + size - 1) / size * size
      let end = range.upperBound / size * size
      guard end > start, let address = UnsafeMutableRawPointer(bitPattern: start) else { continue }
      // What the kernel refuses stays on small pages, which is slower and nothing else.
      madvise(address, Int(end - start), collapse)
    }
  }

  /// The process's memory, a line each; empty where it cannot be read, for that is not a reason to end.
  private static func maps() -> String {
    let descriptor = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var text: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &piece, piece.count)
      guard count > 0 else { return String(decoding: text, as: UTF8.self) }
      text += piece.prefix(count)
    }
  }

  /// `start-end rw-p offset device inode name`, where the inode is 0 and the name the heap's or none.
  private static func anonymousRange(_ line: Substring) -> Range<UInt>? {
    let words = line.split(separator: " ")
    guard words.count >= 5, words[1] == "rw-p", words[4] == "0" else { return nil }
    if words.count > 5, words[5] != "[heap]", !words[5].hasPrefix("[anon") { return nil }
    let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
    guard ends.count == 2, ends[0] < ends[1] else { return nil }
    return ends[0]..<ends[1]
  }
}
