import Testing

@testable import LibraryKit
@testable import TrackKit

/// What the library's errors prove themselves with, and that none of it gives away a path.
@Suite struct StoreErrorTests {
  @Test(arguments: StoreError.Kind.allCases) func theLibrarys(_ kind: StoreError.Kind) {
    let error = StoreError(kind, path: "/home/me/x.db", evidence: "what it said")
    #expect(error.kind == kind && error.path == "/home/me/x.db" && error.evidence == "what it said")
    #expect(error.disposition == (kind == .locked ? .retry : .giveUp))
    #expect(error.description == error.sentence)
    #expect(!error.sentence.contains("/home") && !error.sentence.contains(where: \.isNewline))
    #expect(!error.sentence.hasSuffix("."))
  }

  @Test func whatIsUnknownSaysWhatWasSaid() {
    #expect(StoreError(.other, path: "x", evidence: "what it said").sentence.contains("what it said"))
  }
}
