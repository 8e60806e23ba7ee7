/// Judges the port that the proxy listens on.
enum PortCheck {
  /// What is known of it.
  struct Facts: Sendable, Equatable {
    /// `proxy_host`.
    var host: String
    /// `proxy_port`.
    var port: Int
    /// Who is there.
    var occupant: Occupant
  }

  /// Who is at a port.
  enum Occupant: Sendable, Equatable {
    /// Free: it can be listened on.
    case nobody
    /// A ytmpd-tui of this version.
    case us(version: String)
    /// The Python program.
    case ytmpd
    /// Another program.
    case stranger
    /// No answer, and it can't be listened on either; why.
    case refused(String)

    /// Whether this program is there.
    var isUs: Bool { if case .us = self { true } else { false } }
  }

  /// The finding.
  static func findings(_ facts: Facts) -> [Finding] {
    if facts.port == 0 { return [.ok(.port, "a free one is picked at each start")] }
    let place = facts.host.contains(":") ? "[\(facts.host)]:\(facts.port)" : "\(facts.host):\(facts.port)"
    switch facts.occupant {
    case .nobody: return [.ok(.port, "\(place) is free")]
    case .us(let version): return [.ok(.port, "ytmpd-tui \(version) serves at \(place)")]
    case .ytmpd:
      return [
        .error(.port, "ytmpd itself listens at \(place)", cure: "stop it: this program takes its place")
      ]
    case .stranger:
      return [
        .error(
          .port, "another program listens at \(place)",
          cure: "stop it (`ss -ltnp 'sport = :\(facts.port)'` names it), or set proxy_port")
      ]
    case .refused(let reason):
      return [
        .error(.port, "\(place) can't be listened on: \(reason)", cure: "set proxy_host or proxy_port")
      ]
    }
  }
}
