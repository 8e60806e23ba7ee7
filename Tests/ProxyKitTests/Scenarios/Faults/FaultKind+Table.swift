import Foundation
import LoopbackOrigin

extension FaultKind {
  /// Silences are a twentieth of what they are with the usual limits, which are 20 s and 120 s.
  static let scaledIdleTimeout = Duration.seconds(1)

  /// All of them.
  static let table: [FaultKind] =
    statuses + connections + silences + hedged + refusals + wrongRanges + otherMedia + redirects

  private static func status(_ code: Int) -> FaultKind {
    FaultKind("\(code)", costs: .retry, reason: "upstream \(code)") { _ in .status(code) }
  }

  private static let statuses: [FaultKind] = [
    status(500), status(502), status(503), status(408), status(429),
    FaultKind(
      "429, Retry-After 0", costs: .retry, reason: "upstream 429, Retry-After 0 s"
    ) { _ in .status(429, retryAfter: .zero) },
    FaultKind(
      "429, Retry-After 1", costs: .retry, reason: "upstream 429, Retry-After 1 s", wait: .seconds(1)
    ) { _ in .status(429, retryAfter: .seconds(1)) },
    FaultKind("302 to nowhere", costs: .retry, reason: "upstream 302") { _ in .status(302) },
    FaultKind("401", costs: .song, reason: "upstream 401") { _ in .status(401) },
    FaultKind("451", costs: .song, reason: "upstream 451") { _ in .status(451) },
  ]

  private static let connections: [FaultKind] = [
    FaultKind("refused", costs: .network, reason: "no connection to upstream") { _ in
      .redirect(to: "http://127.0.0.1:\(closedPort)/")
    },
    // On a connection that was used before, libcurl takes it for one that had timed out, and asks on another.
    FaultKind("reset before the head", costs: .perhapsRetry, reason: "connection lost") { _ in
      .resetBeforeHead
    },
    FaultKind("reset after N bytes", costs: .retry, reason: "connection lost", within: true) {
      .reset(after: $0.after)
    },
    FaultKind("close after N bytes", costs: .retry, reason: "connection lost", within: true) {
      .close(after: $0.after)
    },
    FaultKind("more bytes than promised", costs: .perhapsRetry) { _ in .surplus(100) },
    FaultKind("no Content-Length", costs: .nothing) { _ in .closeDelimited },
  ]

  private static let silences: [FaultKind] = [
    FaultKind("stall of 5 s", costs: .nothing, within: true) {
      .stall(after: $0.after, for: .milliseconds(250))
    },
    FaultKind(
      "stall of 60 s", costs: .retry, reason: "no byte from upstream", within: true,
      idleTimeout: scaledIdleTimeout
    ) { .stall(after: $0.after, for: .seconds(3)) },
    FaultKind(
      "stall for ever", costs: .retry, reason: "no byte from upstream", within: true,
      idleTimeout: scaledIdleTimeout
    ) { .stall(after: $0.after, for: nil) },
    FaultKind(
      "silence", costs: .retry, reason: "no byte from upstream", idleTimeout: scaledIdleTimeout
    ) { _ in .silence },
    FaultKind("late head", costs: .nothing) { _ in .delay(.milliseconds(100)) },
    FaultKind("late 503", costs: .retry, reason: "upstream 503") { _ in
      .delay(.milliseconds(50), then: .status(503))
    },
    FaultKind("1 byte at a time", costs: .nothing) {
      .trickle(after: max($0.count - 700, 0), bytes: 1, every: .zero)
    },
  ]

  /// Twice in a row, the limit of silence ends both. It is more than a busy machine's, and so is the patience before.
  private static func hedge(
    _ name: String, within isWithinRange: Bool = false, _ fault: @escaping @Sendable (Strike) -> Fault?
  ) -> FaultKind {
    FaultKind(
      name, costs: .hedge, reason: "no byte from upstream", within: isWithinRange, idleTimeout: .seconds(4),
      hedgeDelay: .milliseconds(500), fault)
  }

  private static let hedged: [FaultKind] = [
    hedge("silence, asked once more") { _ in .silence },
    hedge("stall for ever, asked once more", within: true) { .stall(after: $0.after, for: nil) },
  ]

  private static let refusals: [FaultKind] = [
    FaultKind("403, the URL has expired", costs: .refresh, reason: "upstream 403") { _ in .revoke(403) },
    FaultKind("410", costs: .refresh, reason: "upstream 410") { _ in .revoke(410) },
    FaultKind("416 inside the track", costs: .retry, reason: "upstream sent something else: 416") { _ in
      .status(416)
    },
  ]

  private static func mismatch(
    _ name: String, _ reason: String, _ fault: @escaping @Sendable (Strike) -> Fault
  ) -> FaultKind {
    FaultKind(name, costs: .retry, reason: "upstream sent something else: \(reason)", fault)
  }

  private static let wrongRanges: [FaultKind] = [
    mismatch("200 instead of 206", "the whole file") { _ in .wholeBody },
    mismatch("start too high", "") { _ in .wrongContentRange(start: 1000) },
    mismatch("start too low", "") { _ in .wrongContentRange(start: -1) },
    mismatch("total too high", "400128 bytes instead of 400123") { _ in .wrongContentRange(total: 5) },
    mismatch("total too low", "") { _ in .wrongContentRange(total: -5) },
    mismatch("shorter range", "bytes up to") { _ in .shorterRange(by: 10) },
    mismatch("longer range", "") { _ in .longerRange(by: 10) },
    FaultKind("a page of an error", costs: .retry, reason: "upstream 500") { _ in .html(status: 500) },
    FaultKind("no total", costs: .nothing) { _ in .unknownTotal },
  ]

  private static func page(_ name: String, _ fault: @escaping @Sendable (Strike) -> Fault) -> FaultKind {
    FaultKind(name, costs: .network, reason: "upstream sent a page instead of audio: text/html", fault)
  }

  private static func noAudio(_ type: String, _ status: Int) -> FaultKind {
    FaultKind(
      "\(type), \(status)", costs: .refresh, reason: "upstream sent something that is no audio: \(type)"
    ) { _ in .otherMedia(type, status: status) }
  }

  private static let otherMedia: [FaultKind] = [
    page("a page") { _ in .html() },
    page("a page for a range") { _ in .html(status: 206) },
    page("a redirect to a page") { strike in
      let target = strike.request.target
      return target.contains("&hop=")
        ? .html() : .redirect(to: "http://\(strike.elsewhere.authority)\(target)&hop=1")
    },
    FaultKind("511", costs: .network, reason: "upstream 511") { _ in .status(511) },
    noAudio("application/vnd.yt-ump", 200), noAudio("application/vnd.yt-ump", 206),
    noAudio("application/json", 200),
  ]

  private static let redirects: [FaultKind] = [
    FaultKind("5 redirects to other hosts", costs: .nothing) { hop($0, times: 5) },
    FaultKind("6 redirects to other hosts", costs: .retry, reason: "upstream redirected more than") {
      hop($0, times: 6)
    },
    FaultKind("redirect loop", costs: .retry, reason: "upstream redirected more than") { _ in .redirectLoop },
    FaultKind("redirect to a file", costs: .song, reason: "an upstream redirect cannot be followed") { _ in
      .redirect(to: "file:///etc/hostname")
    },
    FaultKind("redirect to ftp", costs: .song, reason: "an upstream redirect cannot be followed") { _ in
      .redirect(to: "ftp://127.0.0.1/x")
    },
  ]

  /// The next of so many redirects, from one origin to the other and back; `nil` when all have been.
  private static func hop(_ strike: Strike, times: Int) -> Fault? {
    let target = strike.request.target
    let number = target.components(separatedBy: "&hop=").count
    guard number <= times else { return nil }
    let next = number % 2 == 1 ? strike.elsewhere : strike.origin
    return .redirect(to: "http://\(next.authority)\(target)&hop=\(number)")
  }

  /// The port of a service that nothing offers any more.
  private static let closedPort = 9
}
