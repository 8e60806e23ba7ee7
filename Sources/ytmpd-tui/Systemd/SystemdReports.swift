import Logging
import ServiceLifecycle
import TrackKit

/// Keeps systemd informed while the program runs: that it is ready, what it does, that it is alive, that it goes down.
struct SystemdReports: Service {
  let notifier: SystemdNotifier
  /// How long going down may take.
  let drainTime: @Sendable () -> Duration
  /// What the program does. The event loop that carries the streams answers: a program that hangs there sends no sign of
  /// life.
  let status: @Sendable () async throws -> ProxyStatus

  /// How often the line in `systemctl status` is looked at, unless signs of life are wanted more often.
  private static let interval = Duration.seconds(10)
  /// What comes after the streams: zeros for MPD, processes of yt-dlp, the database.
  private static let timeForTheRest = Duration.seconds(20)

  func run() async throws {
    notifier.send("READY=1", "STATUS=Ready")
    await cancelWhenGracefulShutdown {
      var last = ""
      while !Task.isCancelled {
        do {
          let line = Self.line(try await status())
          if line != last { notifier.send("STATUS=\(line)") }
          last = line
          if notifier.watchdogInterval != nil { notifier.send("WATCHDOG=1") }
        } catch {
          // A library that can't be read for a while is no reason to be started anew; it is said where it is noticed.
          if notifier.watchdogInterval != nil, !(error is CancellationError) { notifier.send("WATCHDOG=1") }
        }
        do {
          try await Task.sleep(for: min(Self.interval, notifier.watchdogInterval ?? Self.interval))
        } catch { break }
      }
    }
    let microseconds = Int64((drainTime() + Self.timeForTheRest) / .microseconds(1))
    notifier.send("STOPPING=1", "STATUS=Lets songs end", "EXTEND_TIMEOUT_USEC=\(microseconds)")
  }

  /// The line for people.
  static func line(_ status: ProxyStatus) -> String {
    var parts = ["\(status.streams.active)/\(status.streams.limit) streams"]
    if status.streams.waiting > 0 { parts.append("\(status.streams.waiting) waiting") }
    parts.append(Wording.count(status.tracks.total, "track"))
    parts.append(status.mpd.connected ? "MPD connected" : "no MPD")
    if let reason = status.resolver.reason { parts.append("yt-dlp: \(TerminalText.clean(reason))") }
    return parts.joined(separator: ", ")
  }
}
