import Foundation
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

  @Test(arguments: URLRefreshError.Kind.allCases)
  func oneSentenceWithoutPathsEach(_ kind: URLRefreshError.Kind) {
    let sentence = URLRefreshError(kind: kind).sentence
    #expect(!sentence.contains("/") && !sentence.hasSuffix(".") && !sentence.contains("\n"))
    let others = URLRefreshError.Kind.allCases.filter { $0 != kind }
    #expect(!others.map { URLRefreshError(kind: $0).sentence }.contains(sentence))
  }

  @Test(
    arguments: [
      (.network, 30), (.other, 30), (.processing, 600), (.notInstalled, 600), (.botCheck, 900),
      (.notBegun, 3600), (.privateVideo, 86400), (.removed, 86400), (.geoBlocked, 86400), (.cancelled, 0),
    ] as [(URLRefreshError.Kind, Double)])
  func whenAnotherTryMakesSense(_ kind: URLRefreshError.Kind, _ seconds: Double) {
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    #expect(URLRefreshError(kind: kind).nextTry(after: now) == now + seconds)
    #expect(URLRefreshError(kind: kind, retryAt: now + 7200).nextTry(after: now) == now + 7200)
    #expect(URLRefreshError(kind: kind, retryAt: now - 1).nextTry(after: now) == now + seconds)
  }

  @Test(arguments: URLRefreshError.Kind.allCases)
  func aTracksOwnLossStopsNothingElse(_ kind: URLRefreshError.Kind) {
    let error = URLRefreshError(kind: kind)
    if error.isTracksOwn { #expect(!error.opensBreaker && !error.concernsAllTracks && error.isAnswer) }
    if error.opensBreaker { #expect(error.concernsAllTracks && error.disposition == .giveUp) }
  }

  @Test func aPremiereSaysWhen() {
    let error = URLRefreshError(kind: .notBegun, retryAt: Date(timeIntervalSince1970: 1_800_000_000))
    #expect(error.sentence == "the video has not begun yet; it begins about 2027-01-15 08:00 UTC")
  }

  @Test func whatIsUnknownSaysWhatWasSaid() {
    for kind in [URLRefreshError.Kind.other, .network] {
      #expect(URLRefreshError(kind: kind, evidence: "what it said").sentence.contains("what it said"))
    }
    #expect(TrackNotFoundError(id: .test).sentence.contains("ytmpd-tui add"))
  }
}
