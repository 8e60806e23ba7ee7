import TestSupport
import Testing

@testable import TrackKit

/// What errors prove themselves with, and that none of it gives away a path.
@Suite struct URLRefreshErrorTests {
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
    #expect(TrackNotFoundError(id: .test).sentence.contains("ytmpd-tui add"))
  }
}
