import Testing

@testable import ControlKit

struct ControlTargetTests {
  @Test func `the version stands in front`() {
    #expect(ControlTarget("/v1/status").path == "/status")
    #expect(ControlTarget("/v1/events?from=7&instance=a%20b").query == ["from": "7", "instance": "a b"])
    #expect(ControlTarget("/status").path == nil)
    #expect(ControlTarget("/v2/status").path == nil)
    #expect(ControlTarget("/v10/status").path == nil)
  }

  @Test func `another version is told which one is spoken`() {
    #expect(
      ControlTarget("/v2/status").problem.error
        == "version 2 of this interface is not spoken here; version 1 is")
    #expect(ControlTarget("/status").problem.error.contains("nothing is here"))
    #expect(ControlTarget("/v1/nothing").problem.status == 404)
  }

  @Test(arguments: ["from=", "from=-1", "from=x", "from=99999999999999999999"])
  func `a number that is none is refused`(query: String) {
    #expect(throws: ControlProblem(400, "from is not a number from 0 on")) {
      try ControlTarget("/v1/events?" + query).number("from")
    }
  }

  @Test(arguments: [
    (#"{"arguments": ["sync"]}"#, nil),
    (#"{"arguments": ["sync"], "watched": true, "columns": 80, "new": {}}"#, nil),
    (#"{}"#, "arguments is missing"), (#"[]"#, "the content is not an object"),
    ("", "the content is no JSON that can be read"),
    ("{", "the content is no JSON that can be read"), (#"{"arguments": "sync"}"#, "arguments is not a list"),
    (#"{"arguments": [1]}"#, "arguments[0] is not a string"),
    (#"{"arguments": null}"#, "arguments is not a list"),
    (#"{"arguments": [], "watched": 1}"#, "watched is not true or false"),
    (#"{"arguments": [], "columns": "80"}"#, "columns is not a number that fits"),
    (#"{"arguments": [], "columns": 1e30}"#, "the content is no JSON that can be read"),
  ])
  func `JSON of a wrong shape is told what is wrong with it`(text: String, sentence: String?) {
    do throws(ControlProblem) {
      _ = try WireJSON.content(CommandRequest.self, from: Array(text.utf8))
      #expect(sentence == nil, "\(text)")
    } catch {
      #expect(error.status == 400 && error.error == sentence, "\(text): \(error.error)")
    }
  }
}
