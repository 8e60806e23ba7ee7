/// The views behind the digits.
public enum Tab: Int, Sendable, CaseIterable {
  /// The live streams, with the latest events below.
  case streams = 1
  /// The library.
  case tracks
  /// The playlists.
  case playlists
  /// MPD's queue.
  case queue
  /// Everything that happened.
  case events
  /// The program's log.
  case log

  /// The name on the tab line.
  public var title: String {
    switch self {
    case .streams: "Streams"
    case .tracks: "Tracks"
    case .playlists: "Playlists"
    case .queue: "Queue"
    case .events: "Events"
    case .log: "Log"
    }
  }

  /// The key that shows the tab.
  var digit: Character { Character(String(rawValue)) }

  /// The tab `step` further, round and round.
  func advanced(by step: Int) -> Tab {
    let all = Tab.allCases
    let position = (rawValue - 1 + step + all.count) % all.count
    return all[position]
  }
}
