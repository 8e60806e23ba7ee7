import Testing

@testable import ProxyKit

/// What errors prove themselves with, and that none of it gives away a path.
@Suite struct ErrorEvidenceTests {
  @Test(arguments: StoreError.Kind.allCases) func theLibrarys(_ kind: StoreError.Kind) {
    let error = StoreError(kind, path: "/home/me/x.db", evidence: "what it said")
    #expect(error.kind == kind && error.path == "/home/me/x.db" && error.evidence == "what it said")
    #expect(error.disposition == (kind == .locked ? .retry : .giveUp))
    #expect(error.description == error.sentence)
    #expect(!error.sentence.contains("/home") && !error.sentence.contains(where: \.isNewline))
    #expect(!error.sentence.hasSuffix("."))
  }

  @Test(arguments: URLRefreshError.Kind.allCases) func aRefreshs(_ kind: URLRefreshError.Kind) {
    let error = URLRefreshError(
      kind: kind, exitCode: 1, evidence: "what it said", wantedFormat: "251")
    #expect(error.exitCode == 1 && error.evidence == "what it said")
    #expect(error.wantedFormat == "251")
  }

  @Test func whatIsUnknownSaysWhatWasSaid() {
    for kind in [URLRefreshError.Kind.other, .network] {
      #expect(URLRefreshError(kind: kind, evidence: "what it said").sentence.contains("what it said"))
    }
    #expect(StoreError(.other, path: "x", evidence: "what it said").sentence.contains("what it said"))
    #expect(TrackNotFoundError(id: .test).sentence.contains("ytmpd-tui add"))
  }
}
