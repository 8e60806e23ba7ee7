import ConfigurationKit
import ControlKit
import FoundationEssentials
import Glibc
import TrackKit

/// The process that owns the user's library, as its clients reach it.
struct Owner: Sendable {
  /// Who it is.
  let facts: InstanceFacts
  /// Asks it; one request, one connection.
  let client: HTTPClient

  /// What there is.
  enum Finding: Sendable {
    /// Nobody owns this library.
    case nobody
    /// Somebody does.
    case found(Owner)
    /// There is something that is not to be used; why.
    case unusable(String)
    /// Somebody does, and does not answer; who.
    case silent(String)
  }

  /// Where its relay is, as people write it: `localhost:8080`.
  var place: String {
    facts.url.firstRange(of: "://").map { String(facts.url[$0.upperBound...]) } ?? facts.url
  }

  /// How long an owner may take to say who it is; a busy machine takes a second or two.
  private static let patience = Duration.seconds(4)
  /// As much silence as means that it is stopped.
  static let silenceLimit = ControlAPI.heartbeat * 5

  /// Looks for the owner of the library that `settings` name. Blocks for some seconds at most.
  static func find(_ settings: Settings) -> Finding {
    let place = settings.controlPlace
    switch ControlSocket.finding(at: place) {
    case .absent: return .nobody
    case .stale:
      return .unusable(
        "\(place.socket) is left over from a ytmpd-tui that died; `ytmpd-tui doctor --fix` removes it")
    case .unusable(let why): return .unusable(why)
    case .owned(let process): return ask(place, process, database: settings.configuration.trackDatabase)
    }
  }

  private static func ask(_ place: ControlPlace, _ process: Int32, database: String) -> Finding {
    let client = HTTPClient(host: "localhost", port: 80, socket: place.socket, patience: patience / 2)
    do throws(HTTPFailure) {
      let answer = try client.get(ControlAPI.prefix + "/version")
      guard answer.status == 200, let facts = try? WireJSON.value(InstanceFacts.self, from: answer.body)
      else {
        return .unusable("what listens at \(place.socket) is not ytmpd-tui, or another version of it")
      }
      return isSame(facts.database, database) ? .found(Owner(facts: facts, client: client)) : .nobody
    } catch {
      switch error {
      // It went down in this moment.
      case .nobody: return .nobody
      case .silence: return .silent(silence(process))
      case .gibberish: return .unusable("what listens at \(place.socket) is not ytmpd-tui")
      case .system(let reason): return .unusable("\(place.socket) can't be connected to: \(reason)")
      }
    }
  }

  /// What is to be said of an owner of another version than this program's; `nil` of the same one.
  ///
  /// - Parameter me: what this process is called: `this command`.
  func versionProblem(_ me: String) -> String? {
    guard facts.version != Version.current else { return nil }
    return
      "the ytmpd-tui that serves is version \(TerminalText.clean(facts.version)), and \(me) \(Version.current): start the older one again"
  }

  /// Says that the owner does not answer.
  static func silence(_ process: Int32) -> String {
    process > 0
      ? "the ytmpd-tui in process \(process) does not answer; if it is stopped, `kill -CONT \(process)` lets it go on"
      : "the running ytmpd-tui does not answer"
  }

  /// Whether two paths lead to one file.
  private static func isSame(_ path: String, _ other: String) -> Bool {
    if path == other { return true }
    var (first, second) = (stat(), stat())
    return stat(path, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }
}

extension Settings {
  /// Where this user's control socket is.
  var controlPlace: ControlPlace { ControlPlace(environment: environment, state: directories.state) }
}
