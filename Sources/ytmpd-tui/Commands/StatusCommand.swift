import ArgumentParser
import ConfigurationKit
import ControlKit
import FoundationEssentials
import TrackKit

/// `status`: what the running instance is doing.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show what the running instance is doing.",
    discussion: """
      With --format or --preset: one line about the song that MPD plays, as for a status bar; it tells of an instance \
      or an MPD that is not there, too, and its exit status is 0. Fields: \(BarField.allCases.map { "{\($0.rawValue)}" }.joined(separator: " ")).
      """)

  @Flag(help: "Write the JSON of GET /status.")
  var json = false

  @Option(
    help: .init("Write one line with these fields, as in '{artist} - {title} {state}'.", valueName: "text"))
  var format: String?

  @Option(help: .init("Write the line as waybar, i3blocks, polybar or tmux reads it.", valueName: "bar"))
  var preset: BarPreset?

  @Flag(help: "Write the line anew whenever it changes, until nobody reads it.")
  var watch = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if json, format != nil || preset != nil || watch {
      throw ValidationError("--json goes with no other option of status.")
    }
  }

  mutating func run() throws {
    let settings = try common.settings()
    guard let line = try line() else { return try report(settings) }
    let source = BarSource(settings)
    guard watch else {
      return Console.print(try runBlocking { line.text(await source.facts(), at: .now) })
    }
    try runBlocking { await BarWatch(line: line, source: source, settings: settings).run() }
  }

  /// What the line of a bar is to be; `nil` for the report.
  private func line() throws(CommandFailure) -> BarLine? {
    guard format != nil || preset != nil || watch else { return nil }
    do throws(BarFormat.Problem) {
      // What is watched without a word about its form.
      let text = format ?? (preset == nil ? "{state} {song}" : nil)
      return BarLine(
        format: try text.map { text throws(BarFormat.Problem) in try BarFormat(text) }, preset: preset)
    } catch {
      throw CommandFailure(error.description, status: .usage)
    }
  }

  private func report(_ settings: Settings) throws {
    let (answer, place) = try ask(settings)
    let status: ProxyStatus
    do {
      guard answer.status == 200 else { throw CommandFailure("") }
      status = try JSONDecoder().decode(ProxyStatus.self, from: Data(answer.body))
    } catch {
      throw CommandFailure("what listens at \(place) is not ytmpd-tui, or another version of it")
    }
    if json { return Console.print(String(decoding: answer.body, as: UTF8.self).trimmed) }
    for line in StatusReport.lines(status, place: place) { Console.print(line) }
  }

  /// Asks the owner of the library, or whoever is at the configured port.
  private func ask(_ settings: Settings) throws -> (HTTPAnswer, place: String) {
    let configuration = settings.configuration
    switch Owner.find(settings) {
    case .found(let owner):
      if let problem = owner.versionProblem("this command") { Console.complain("warning: \(problem)") }
      return (try ask(owner.client, path: ControlAPI.prefix + "/status", place: owner.place), owner.place)
    case .silent(let who): throw CommandFailure(who)
    case .unusable(let why): Console.complain("warning: \(why)")
    case .nobody: break
    }
    guard configuration.proxyPort != 0 else {
      throw CommandFailure("proxy_port is 0, so the port of the instance is not known; choose a port")
    }
    let place = "\(configuration.proxyHost):\(configuration.proxyPort)"
    let client = HTTPClient(host: configuration.proxyHost, port: configuration.proxyPort)
    return (try ask(client, path: "/status", place: place), place)
  }

  private func ask(_ client: HTTPClient, path: String, place: String) throws -> HTTPAnswer {
    do throws(HTTPFailure) {
      return try client.get(path)
    } catch {
      switch error {
      case .nobody:
        throw CommandFailure("nothing runs at \(place); `ytmpd-tui` or `ytmpd-tui serve` starts it")
      case .silence: throw CommandFailure("what listens at \(place) does not answer")
      case .gibberish: throw CommandFailure("what listens at \(place) is not ytmpd-tui")
      case .system(let reason): throw CommandFailure("\(place) can't be reached: \(reason)")
      }
    }
  }
}

/// The state of an instance in lines for people.
enum StatusReport {
  /// A line for each matter, then a line for each stream.
  static func lines(_ status: ProxyStatus, place: String) -> [String] {
    let streams = status.streams
    let refreshes = status.refreshes
    let tracks = status.tracks
    let resolver = status.resolver
    let mpd = status.mpd.connected ? status.mpd.state.rawValue : "not connected"
    var lines = [
      "ytmpd-tui \(status.version) at \(place), up \(Wording.span(seconds: status.uptimeSeconds))",
      "streams   \(streams.active)/\(streams.limit) active, \(streams.waiting) waiting; \(streams.servedTotal) served, "
        + "\(streams.rejectedTotal) refused, \(streams.failedTotal) failed, \(streams.leftTotal) left, \(status.retriesTotal) retried ranges",
      "refreshes \(refreshes.running) running; \(refreshes.succeededTotal) succeeded, \(refreshes.failedTotal) failed, "
        + "\(refreshes.degradedTotal) degraded",
      "yt-dlp    \(resolver.state.rawValue)" + (resolver.reason.map { ": \(TerminalText.clean($0))" } ?? "")
        + (resolver.queue > 0 ? ", \(resolver.queue) in line" : ""),
      "MPD       \(mpd)",
      "tracks    \(tracks.total): \(tracks.fresh) ready, \(tracks.expired) stale, \(tracks.unresolved) on demand",
    ]
    if let line = line(status.cache) { lines.append(line) }
    lines += streams.list.map(line)
    return lines
  }

  private static func line(_ cache: ProxyStatus.Cache) -> String? {
    switch cache.state {
    case .off: nil
    case .failed: "cache     does not work" + (cache.reason.map { ": \(TerminalText.clean($0))" } ?? "")
    case .ok:
      "cache     \(Wording.bytes(cache.bytes)) (limit \(Wording.bytes(cache.limit))), \(Wording.count(cache.tracks, "track")), "
        + "\(cache.complete) complete, \(cache.kept) kept; \(Wording.bytes(cache.bytesSaved)) saved"
    }
  }

  private static func line(_ stream: ProxyStatus.Stream) -> String {
    let name = Wording.name(artist: stream.artist, title: stream.title)
    let length = stream.length.map { " of \(Wording.bytes($0))" } ?? ""
    let attempt = stream.attempt > 0 ? " (retry \(stream.attempt))" : ""
    return
      "  \(TerminalText.clean(name)) → \(TerminalText.clean(stream.client.description)): \(stream.state.rawValue)\(attempt), "
      + "\(Wording.bytes(stream.bytesSent))\(length), \(Wording.bytes(stream.bytesPerSecond))/s"
  }
}
