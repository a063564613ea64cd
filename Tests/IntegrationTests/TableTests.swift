import Foundation
import TestSupport
import Testing

extension ProcessSuites.AsDelivered {
  @Suite("A CSV file and the built-in script")
  struct TableTests {
    struct Case: CustomTestStringConvertible {
      var testDescription: String
      var text: String
      var encoding = String.Encoding.utf8
      /// The letters of the answer's parts.
      var shape: String
      var averages: String
    }

    @Test(
      "is read as what it is, with a second attempt where the first fails",
      arguments: [
        Case(testDescription: "commas", text: "name,score\nAnn,1.5\nBo,2.5\n", shape: "TCRT", averages: "score 2"),
        Case(
          testDescription: "semicolons and decimal commas",
          text: "name;score;sum\nAnn;1,5;1.000,5\nBo;2,5;3\n",
          shape: "TCRCRT",
          averages: "score 2, sum 501.75"
        ),
        Case(testDescription: "tabs", text: "name\tscore\nAnn\t1.5\nBo\t2.5\n", shape: "TCRCRT", averages: "score 2"),
        Case(
          testDescription: "Latin-1",
          text: "Stadt,Größe\nKöln,1.5\nBonn,2.5\n",
          encoding: .isoLatin1,
          shape: "TCRCRT",
          averages: "Größe 2"
        ),
        Case(
          testDescription: "Windows, semicolons and a decimal comma",
          text: "Stadt;Größe €\nKöln;1,5\nBonn;2,5\n",
          encoding: .windowsCP1252,
          shape: "TCRCRT",
          averages: "Größe € 2"
        ),
        Case(
          testDescription: "UTF-16",
          text: "Stadt\tGröße\nKöln\t1.5\nBonn\t2.5\n",
          encoding: .utf16,
          shape: "TCRCRT",
          averages: "Größe 2"
        ),
        Case(
          testDescription: "UTF-16 without a byte order mark",
          text: "name,score\nAnn,1.5\nBo,2.5\n",
          encoding: .utf16LittleEndian,
          shape: "TCRCRT",
          averages: "score 2"
        ),
      ]
    )
    func tables(_ testCase: Case) async throws {
      let data = try #require(testCase.text.data(using: testCase.encoding)).base64EncodedString()
      let file = #"{"inlineData": {"mimeType": "text/csv", "data": "\#(data)"}}"#
      let answer = try await ServerProcess.current.request(
        body: #"{"contents": [{"parts": [\#(file), {"text": "Describe it"}]}], "tools": [{"codeExecution": {}}]}"#
      )
      let decoded: GenerateAnswer = try answer.decoded()
      #expect(decoded.shape == testCase.shape)
      #expect(decoded.results.last?.outcome == "OUTCOME_OK", "\(decoded.results)")
      let columns = testCase.averages.split(separator: ",").count + 1
      let end = "has 2 rows and \(columns) columns; averages: \(testCase.averages)."
      #expect(decoded.parts.last?.text?.hasSuffix(end) == true, "\(decoded.parts.last?.text ?? "")")
    }
  }
}
