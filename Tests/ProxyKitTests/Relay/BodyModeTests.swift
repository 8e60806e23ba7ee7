import TestSupport
import Testing

@testable import ProxyKit

/// The table of which body a request gets, row by row.
@Suite struct BodyModeTests {
  struct Row: CustomTestStringConvertible {
    var client = "mpv 0.35"
    var asks = false
    var range: RangeHeader?
    var override: Bool?
    var tags = false
    /// Whether it has asked for a range of the track lately.
    var seeks = false
    var layout: MediaLayout?
    var policy = IcyPolicy.auto
    var mode: BodyMode

    var testDescription: String {
      "\(client), asks \(asks), range \(String(describing: range)), icy= \(String(describing: override)), tagged \(tags), seeks \(seeks), \(String(describing: layout)), \(policy)"
    }

    func request() -> ProxyRequest {
      var request = ProxyRequest(id: .test)
      request.userAgent = client
      request.asksForIcy = asks
      request.range = range
      request.icyOverride = override
      return request
    }
  }

  static let mpd = "Music Player Daemon 0.23.12"
  static let vlc = "VLC/3.0.24 LibVLC/3.0.24"
  static let plain = BodyMode.seekable(icyName: false)
  static let named = BodyMode.seekable(icyName: true)

  @Test(arguments: [
    // MPD whose queue we tag: seekable, without icy headers.
    Row(client: mpd, asks: true, tags: true, mode: plain),
    Row(client: mpd, asks: true, range: .from(0, to: nil), tags: true, mode: plain),
    Row(client: mpd, asks: true, range: .from(500, to: nil), tags: true, mode: plain),
    // MPD we can't tag is like any other client.
    Row(client: mpd, asks: true, mode: .inline),
    Row(client: mpd, asks: true, range: .from(500, to: nil), mode: named),
    Row(client: mpd, asks: false, mode: named),
    // Others that ask; that our connection tags MPD's queue is nothing to them.
    Row(asks: true, mode: .inline),
    Row(asks: true, tags: true, mode: .inline),
    // A range says that the client can seek, even where it means the whole.
    Row(asks: true, range: .from(0, to: nil), mode: named),
    Row(asks: true, range: .from(0, to: 1), mode: named),
    Row(asks: true, range: .from(0, to: 99), mode: named),
    Row(asks: true, range: .from(1, to: nil), mode: named),
    Row(asks: true, range: .suffix(9), mode: named),
    // And so does one of a moment ago.
    Row(asks: true, seeks: true, mode: named),
    // Of MPDs it may be another one.
    Row(client: mpd, asks: true, seeks: true, mode: .inline),
    Row(client: mpd, asks: true, tags: true, seeks: true, mode: plain),
    Row(asks: true, override: true, seeks: true, mode: .inline),
    Row(asks: true, seeks: true, policy: .always, mode: .inline),
    // m4a: metadata only where the index comes first, or where that is still to be seen.
    Row(asks: true, layout: .inOrder, mode: .inline),
    Row(asks: true, layout: .indexBehind, mode: named),
    Row(asks: true, override: true, layout: .indexBehind, mode: named),
    Row(asks: true, layout: .indexBehind, policy: .always, mode: named),
    Row(client: mpd, asks: true, layout: .indexBehind, mode: named),
    Row(client: vlc, asks: true, layout: .indexBehind, mode: plain),
    // Others that don't.
    Row(mode: named),
    Row(range: .from(0, to: nil), mode: named),
    Row(range: .from(7, to: 9), mode: named),
    // VLC takes what has a name for a radio station, unless it asks for one.
    Row(client: vlc, mode: plain),
    Row(client: vlc, range: .from(0, to: nil), mode: plain),
    Row(client: vlc, range: .from(7, to: nil), policy: .always, mode: plain),
    Row(client: vlc, asks: true, mode: .inline),
    Row(client: vlc, override: true, mode: .inline),
    // always: a tagged MPD too.
    Row(client: mpd, asks: true, tags: true, policy: .always, mode: .inline),
    Row(
      client: mpd, asks: true, range: .from(9, to: nil), tags: true, policy: .always, mode: plain),
    Row(asks: true, policy: .always, mode: .inline),
    Row(asks: true, range: .from(0, to: nil), policy: .always, mode: .inline),
    Row(asks: true, range: .from(0, to: 1), policy: .always, mode: named),
    Row(policy: .always, mode: named),
    // never: nobody.
    Row(client: mpd, asks: true, policy: .never, mode: plain),
    Row(asks: true, policy: .never, mode: plain),
    Row(policy: .never, mode: plain),
    // The URL decides.
    Row(override: true, mode: .inline),
    Row(range: .from(0, to: nil), override: true, mode: .inline),
    Row(range: .from(0, to: 1), override: true, mode: named),
    Row(client: mpd, asks: true, override: true, tags: true, mode: .inline),
    Row(asks: true, override: true, policy: .never, mode: .inline),
    Row(asks: true, range: .from(9, to: nil), override: true, mode: named),
    Row(asks: true, override: false, mode: plain),
    Row(asks: true, override: false, policy: .always, mode: plain),
  ])
  func choice(row: Row) {
    let situation = BodyMode.Situation(tagsQueue: row.tags, seeks: row.seeks, layout: row.layout)
    #expect(BodyMode.choose(for: row.request(), policy: row.policy, in: situation) == row.mode)
  }

  /// A Range that is ignored says that the client can seek nevertheless.
  @Test func ignoredRangeCountsAsOne() {
    var request = Row(asks: true, mode: .inline).request()
    request.hasRangeField = true
    #expect(BodyMode.choose(for: request, policy: .auto, in: .init()) == Self.named)
    #expect(BodyMode.choose(for: request, policy: .always, in: .init()) == .inline)
  }
}
