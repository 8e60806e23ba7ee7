import Foundation
import Testing

@testable import ProxyKit
@testable import TrackKit

private let length = SessionHarness.length

/// In mid-song, and for a seek, a URL leads to the rendition that its listener has, or it is not used.
@Suite struct StreamSessionRenditionTests {
  private static let english = track("en", "251-1")

  /// A track in a language, by its place in one answer of yt-dlp's.
  private static func track(
    _ language: String?, _ formatID: String, lmt: String = "1", length: Int64? = length,
    age: TimeInterval = 60
  ) -> Track {
    let url =
      "https://origin.example/?itag=\(formatID.prefix(3))&lmt=\(lmt)&sig=\(language ?? "-")\(formatID)"
    return SessionHarness.track(url: url, age: age, length: length) { media in
      media.formatID = formatID
      media.language = language
    }
  }

  /// Other renditions, and what tells them apart.
  static let others: [(Track, String)] = [
    (track("de", "251-0"), "language de instead of en"),
    (track("de", "251-1"), "language de instead of en"),
    (track("en", "140"), "format 140 instead of 251"),
    (track("en", "251-drc"), "format 251-drc instead of 251"),
    (track("en", "251", lmt: "2"), "YouTube has made the file anew"),
    (track("en", "251", length: length - 1), "999999 bytes instead of 1000000"),
  ]

  /// The same one, however much of it is told.
  static let same: [Track] = [
    track("en", "251-0"), track("en", "251"), track(nil, "251-7"), track("en", "251-9", length: nil),
  ]

  @Test(arguments: others) func anotherOneIsNotJoinedOn(other: Track, difference: String) {
    var harness = SessionHarness(Self.english)
    harness.stream(50_000)
    let wanted = Rendition("251", language: "en", length: length, modified: "1")
    #expect(harness.fail(.status(403)).resolve?.rendition == wanted)
    #expect(!harness.session.accepts(stored: other, at: harness.now), "nor taken from the library")
    #expect(harness.resolved(other).last == .abort)
    #expect(harness.session.failure == "the refreshed URL leads to different media: \(difference)")
  }

  @Test(arguments: same) func theSameOneIsFoundWhereverItStands(track: Track) {
    var harness = SessionHarness(Self.english)
    harness.stream(50_000)
    _ = harness.fail(.status(403))
    #expect(harness.resolved(track).fetched?.first == 50_000)
  }

  /// What one URL does not tell is not forgotten at the next.
  @Test func whatIsKnownStaysKnown() {
    var harness = SessionHarness(Self.english)
    harness.stream(50_000)
    _ = harness.fail(.status(403))
    _ = harness.resolved(Self.track(nil, "251", length: nil))
    _ = harness.bytes(20_000)
    _ = harness.drain(20_000)
    let wanted = Rendition("251", language: "en", length: length, modified: "1")
    #expect(harness.fail(.status(403)).resolve?.rendition == wanted)
    #expect(harness.resolved(Self.others[0].0).last == .abort)
  }

  @Test(arguments: others) func beforeTheFirstByteOfTheWholeAnyWillDo(other: Track, _: String) {
    for range in [nil, .from(0, to: nil), .from(0, to: 99)] as [RangeHeader?] {
      var harness = SessionHarness(Self.english) { $0.range = range }
      _ = harness.start()
      let resolve = harness.fail(.status(403)).resolve
      #expect(resolve != nil && resolve?.rendition == nil)
      #expect(harness.resolved(other).fetched?.first == 0)
    }
  }

  static let seeks: [RangeHeader] = [.from(5000, to: nil), .from(5000, to: 6000), .suffix(900_000)]

  @Test(arguments: others, seeks) func aSeekGoesOnInTheSame(other: (track: Track, String), range: RangeHeader)
  {
    var harness = SessionHarness(Self.english) { $0.range = range }
    _ = harness.start()
    let wanted = Rendition("251", language: "en", length: length, modified: "1")
    #expect(harness.fail(.status(403)).resolve?.rendition == wanted)
    #expect(!harness.session.accepts(stored: other.track, at: harness.now))
    #expect(harness.resolved(other.track).rejection?.status == 502)
  }

  /// Another program has written a URL since the song began.
  @Test(arguments: others) func aSeekIsNotAnsweredFromAnotherOneOfTheLibrary(other: Track, difference: String)
  {
    let heard = Self.english.media?.rendition
    var harness = SessionHarness(other, standing: .init(rendition: heard)) { $0.range = .from(5000, to: nil) }
    let actions = harness.start()
    #expect(actions.fetched == nil)
    #expect(actions.resolve?.rendition == heard)
    #expect(actions.resolve?.cause == "the library's URL leads to different media: \(difference)")
    #expect(harness.resolved(Self.english).fetched?.first == 5000)
    // Nor when yt-dlp has no other.
    for (kind, status) in [(.noDirectFormat, 502), (.privateVideo, 502), (.breakerOpen, 503)]
      as [(URLRefreshError.Kind, Int)]
    {
      var hopeless = SessionHarness(other, standing: .init(rendition: heard)) {
        $0.range = .from(5000, to: nil)
      }
      _ = hopeless.start()
      let actions = hopeless.resolveFailed(kind)
      #expect(actions.fetched == nil)
      #expect(actions.rejection?.status == status)
    }
  }

  @Test func aWholeBodyIsAnsweredFromWhatTheLibraryHas() {
    let heard = Self.english.media?.rendition
    var harness = SessionHarness(Self.others[0].0, standing: .init(rendition: heard))
    #expect(harness.start().fetched?.first == 0)
    _ = harness.head()
    #expect(
      harness.bytes(10).lessons == [.plays(Rendition("251", language: "de", length: length, modified: "1"))])
  }

  /// The library's URL says nothing of its length, and is of another language: its first answer tells.
  @Test func aSeekIntoAFileOfAnotherLengthIsResolved() {
    let heard = Rendition("251", language: "en", length: length)
    let track = SessionHarness.track(length: nil)
    var harness = SessionHarness(track, standing: .init(rendition: heard)) { $0.range = .from(5000, to: nil) }
    #expect(harness.start().fetched?.first == 5000)
    let actions = harness.head(total: 999_999)
    #expect(actions.first == .cancelFetch)
    #expect(actions.resolve?.rendition == heard)
    #expect(actions.lessons.isEmpty, "the URL is good for others")
    #expect(harness.resolved(SessionHarness.refreshed()).fetched?.first == 5000)
    // That it is another length is not believed, however often it is told.
    for _ in 0..<3 {
      #expect(harness.head(total: 999_999).delay != nil)
      _ = harness.waited()
    }
    #expect(harness.head(total: 999_999).rejection?.status == 502)
  }

  @Test func inMidSongTheLibrarysURLIsReplacedWhenItsAnswerDiffers() {
    var harness = SessionHarness()
    harness.stream(50_000)
    _ = harness.fail(.status(403))
    _ = harness.resolved(SessionHarness.refreshed { $0.length = nil }, fromLibrary: true)
    let actions = harness.head(total: 999_999)
    #expect(actions.resolve?.rendition == SessionHarness.rendition)
    #expect(harness.resolved(SessionHarness.refreshed(3)).fetched?.first == 50_000)
  }

  /// Where resolver and origin tell different lengths, a seek goes on as the song began.
  @Test func aLengthThatWasDisputedDoesNotTellRenditionsApart() {
    var harness = SessionHarness()
    _ = harness.start()
    for _ in 0..<3 {
      _ = harness.head(total: 2_000_000)
      _ = harness.waited()
    }
    _ = harness.head(total: 2_000_000)
    #expect(harness.bytes(10).lessons == [.plays(Rendition("251"))])
    var seek = SessionHarness(standing: .init(rendition: Rendition("251"))) {
      $0.range = .from(5000, to: nil)
    }
    #expect(seek.start().fetched?.first == 5000)
  }
}
