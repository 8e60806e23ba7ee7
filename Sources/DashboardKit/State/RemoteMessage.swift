import FoundationEssentials
public import TrackKit

/// A message from the process that owns the library to a dashboard in another one: what ``Message`` says of the world. Keys,
/// the terminal and the person's own themes are the dashboard's.
///
/// Its JSON is for dashboards of the same version of the program.
public enum RemoteMessage: Sendable, Codable {
  case events([ProxyEvent], tracks: [TrackRow])
  case status(RemoteStatus)
  case player(PlayerSnapshot)
  case library([TrackRow])
  case track(TrackRow)
  case playlists([PlaylistRow])
  case playlist(PlaylistContent)
  case resolver(name: String, version: String?)
  case toast(ProxyEvent.Severity, String)
  case sound(PlayerSound)
  case rejected(Request, reason: String)
  case undoable(String?)
  case settingsChanged
  case progress(WorkProgress)
  case workEnded(WorkProgress.ID)
  case log([LogRow])
  case searchResults(SearchResults)
  case searchFailed(String)
  case problems([PartProblem])
  case session(Session)

  /// `message` for a dashboard elsewhere; `nil` for what concerns the dashboard's own process.
  public init?(_ message: Message) {
    switch message {
    case .started, .key, .resize, .shown, .tick, .themes, .look: return nil
    case .events(let events, let tracks): self = .events(events, tracks: tracks)
    case .status(let status): self = .status(RemoteStatus(status))
    case .player(let player): self = .player(player)
    case .library(let library): self = .library(library.rows)
    case .track(let row): self = .track(row)
    case .playlists(let rows): self = .playlists(rows)
    case .playlist(let content): self = .playlist(content)
    case .resolver(let name, let version): self = .resolver(name: name, version: version)
    case .toast(let severity, let sentence): self = .toast(severity, sentence)
    case .sound(let sound): self = .sound(sound)
    case .rejected(let request, let reason): self = .rejected(request, reason: reason)
    case .undoable(let name): self = .undoable(name)
    case .settingsChanged: self = .settingsChanged
    case .progress(let progress): self = .progress(progress)
    case .workEnded(let id): self = .workEnded(id)
    case .log(let rows): self = .log(rows)
    case .searchResults(let results): self = .searchResults(results)
    case .searchFailed(let words): self = .searchFailed(words)
    case .problems(let problems): self = .problems(problems)
    case .session(let session): self = .session(session)
    }
  }

  /// What it tells the dashboard. Making a library ready to be filtered takes a moment.
  public var message: Message {
    switch self {
    case .events(let events, let tracks): .events(events, tracks: tracks)
    case .status(let status): .status(status.status)
    case .player(let player): .player(player)
    case .library(let rows): .tracks(rows)
    case .track(let row): .track(row)
    case .playlists(let rows): .playlists(rows)
    case .playlist(let content): .playlist(content)
    case .resolver(let name, let version): .resolver(name: name, version: version)
    case .toast(let severity, let sentence): .toast(severity, sentence)
    case .sound(let sound): .sound(sound)
    case .rejected(let request, let reason): .rejected(request, reason: reason)
    case .undoable(let name): .undoable(name)
    case .settingsChanged: .settingsChanged
    case .progress(let progress): .progress(progress)
    case .workEnded(let id): .workEnded(id)
    case .log(let rows): .log(rows)
    case .searchResults(let results): .searchResults(results)
    case .searchFailed(let words): .searchFailed(words)
    case .problems(let problems): .problems(problems)
    case .session(let session): .session(session)
    }
  }
}

/// The gauges, with what the JSON of `GET /status` leaves out.
public struct RemoteStatus: Sendable, Codable {
  private struct Rest: Sendable, Codable {
    var attemptLimit: Int
    var retryAt: Date?
    var reason: String?
    var details: StreamDetails
  }

  private var gauges: ProxyStatus
  private var rest: [Rest]

  /// All of `status`.
  public init(_ status: ProxyStatus) {
    gauges = status
    rest = status.streams.list.map {
      Rest(attemptLimit: $0.attemptLimit, retryAt: $0.retryAt, reason: $0.reason, details: $0.details)
    }
  }

  /// The gauges as they were.
  public var status: ProxyStatus {
    var status = gauges
    for (index, rest) in zip(status.streams.list.indices, rest) {
      status.streams.list[index].attemptLimit = rest.attemptLimit
      status.streams.list[index].retryAt = rest.retryAt
      status.streams.list[index].reason = rest.reason
      status.streams.list[index].details = rest.details
    }
    return status
  }
}
