public import TrackKit

/// A command that is given without a screen, as by a key of a window manager: nothing is selected, so that it is about the
/// player, the library as a whole, or the song that is on; and nobody can be asked.
public struct ScreenlessCommand: Sendable, Equatable {
  /// Why words are no such command.
  public enum Problem: Error, Equatable {
    /// No command of this name works without a screen; there may be one that needs it.
    case unknown(String)
    /// What stands behind the name is nothing that the command takes; the sentence says what it takes.
    case argument(String)
  }

  /// What is to be done.
  public enum Wish: Sendable, Equatable {
    /// This, which is the player's alone: MPD can do it by itself.
    case player(Effect)
    /// This, which takes the program that owns the library.
    case owner(Effect)
    /// The command, for the song that is on.
    case song(SongWish)
  }

  /// What can be done to the song that is on.
  public enum SongWish: Sendable, Equatable {
    /// Get its URL anew.
    case refresh
    /// Keep it on this machine, or let it go when it is kept.
    case keep
    /// Append a radio of it to the queue.
    case radio

    /// - Parameter isKept: whether the song is kept.
    public func effect(on song: VideoID, isKept: Bool) -> Effect {
      switch self {
      case .refresh: .refresh([song])
      case .keep: .keep([song], !isKept)
      case .radio: .radio(song, .append)
      }
    }
  }

  /// A row of the table of all there are.
  public struct Entry: Sendable {
    /// The name, as in the dashboard's palette.
    public var name: String
    /// What stands behind it, such as `PLACE`; `nil` for nothing.
    public var argument: String?
    /// What it does.
    public var summary: String
    fileprivate var command: Command

    fileprivate init(_ command: Command, _ summary: String? = nil) {
      (name, self.summary, self.command) = (command.name, summary ?? command.summary, command)
    }

    fileprivate init(_ name: String, _ argument: String, _ command: Command, _ summary: String) {
      (self.name, self.argument, self.summary, self.command) = (name, argument, summary, command)
    }
  }

  /// All there are, in the order in which they are listed.
  public static let all: [Entry] =
    [
      Entry(.togglePause), Entry(.next), Entry(.previous), Entry(.seekForward), Entry(.seekBack),
      Entry(
        "seek", "PLACE", .seekForward, "go to a place in the song, such as 1:30, or by +10 or -10 seconds"),
      Entry(.louder), Entry(.softer),
      Entry("volume", "PERCENT", .louder, "set the volume, such as 40, or change it by +5 or -5"),
    ] + PlayerSnapshot.Option.allCases.map { Entry(.toggle($0)) } + [
      Entry(.clearQueue), Entry(.undo), Entry(.radio, "append a radio based on the song that is on"),
      Entry(.keep, "keep the song that is on on this machine, or let it go"),
      Entry(.refresh, "refresh the URL of the song that is on"), Entry(.refreshExpired), Entry(.refreshAll),
      Entry(.syncAll),
    ]

  /// Its name.
  public let name: String
  /// What is to be done.
  public let wish: Wish

  /// The command that `words` are: its name, and what stands behind it. URLs that have expired are called stale where people
  /// read of them, so the command may be called so, too.
  ///
  /// - Throws: ``Problem``.
  public init(_ words: [String]) throws(Problem) {
    let word = words.first ?? ""
    let name = word == "refresh-stale" ? Command.refreshExpired.name : word
    guard let entry = Self.all.first(where: { $0.name == name }) else { throw .unknown(name) }
    self.name = name
    let argument = words.dropFirst().joined(separator: " ")
    if argument.isEmpty, entry.argument == nil {
      wish = try Self.wish(entry.command)
      return
    }
    do throws(Command.ArgumentProblem) {
      guard let effect = try entry.command.playerEffect(argument) else {
        throw Command.ArgumentProblem(sentence: "Nothing is to stand behind \(name)")
      }
      wish = .player(effect)
    } catch {
      throw .argument(error.sentence)
    }
  }

  private static func wish(_ command: Command) throws(Problem) -> Wish {
    if let effect = command.playerEffect { return .player(effect) }
    switch command {
    case .clearQueue: return .owner(.clearQueue)
    case .undo: return .owner(.undo)
    case .refreshExpired: return .owner(.refreshExpired)
    case .refreshAll: return .owner(.refreshAll)
    case .syncAll: return .owner(.sync(playlist: nil))
    case .refresh: return .song(.refresh)
    case .keep: return .song(.keep)
    case .radio: return .song(.radio)
    default: throw .unknown(command.name)
    }
  }
}
