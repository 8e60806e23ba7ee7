import TrackKit

/// One request for a track, as far as it matters to the answer.
struct ProxyRequest: Sendable, Equatable {
  /// The track.
  var id: VideoID
  /// Whether only the headers are wanted.
  var isHead = false
  /// The part that is wanted, `nil` for the whole.
  var range: RangeHeader?
  /// Whether the client sent `Icy-MetaData: 1`.
  var asksForIcy = false
  /// What `?icy=1` or `?icy=0` in the URL says.
  var icyOverride: Bool?
  /// The value of User-Agent.
  var userAgent = ""
  /// The client's address without its port.
  var address = ""

  /// Whether the client is MPD.
  var isMPD: Bool { userAgent.hasPrefix("Music Player Daemon") }

  /// Whether the client is VLC, or a program around its library. It takes whatever has an `icy-name` for a radio
  /// station: it does not seek, and asks for it again at its end, so that a song never ends.
  var isVLC: Bool { userAgent.contains("LibVLC/") }

  /// The client's program and version as people know it, without control characters, at most 32 characters.
  var clientName: String {
    let scalars = userAgent.unicodeScalars.prefix(256)
    var agent = String(scalars)
    if scalars.contains(where: \.isControl) {
      agent = String(scalars.map { $0.isControl ? " " : Character($0) })
    }
    if agent.isEmpty { return "unknown" }
    if isMPD { return "MPD \(agent.dropFirst("Music Player Daemon".count).trimmed)".trimmed }
    // "mpv 0.35.1", "VLC/3.0.18 LibVLC/3.0.18", "Mozilla/5.0 (…)": the first product is the program.
    let product = agent.split(separator: " ").first ?? ""
    let name = product.replacing("/", with: " ", maxReplacements: 1)
    let rest = agent.dropFirst(product.count).trimmed
    if !name.contains(" "), let version = rest.split(separator: " ").first, version.first?.isNumber == true {
      return String("\(name) \(version)".prefix(32))
    }
    return String(name.prefix(32))
  }
}

extension Unicode.Scalar {
  /// Whether it is one of ASCII's control characters.
  fileprivate var isControl: Bool { value < 32 || value == 127 }
}
