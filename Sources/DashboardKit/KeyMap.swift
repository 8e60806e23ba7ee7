/// Which key gives which command. The key bar and the help are made from it, so they are always true.
public struct KeyMap: Sendable, Equatable {
  /// One binding; the first of several for a command is the one the key bar shows.
  struct Binding: Sendable, Equatable {
    var key: Key
    var command: Command
  }

  /// A part of the help.
  struct Section: Sendable, Equatable {
    var title: String
    var commands: [Command]
  }

  private(set) var bindings: [Binding]
  private var commands: [Key: Command]

  /// A map without keys.
  public init() {
    bindings = []
    commands = [:]
  }

  /// The keys of the house: ncmpcpp's for the player, vi's and the arrows for moving.
  public static let standard: KeyMap = {
    var map = KeyMap()
    for tab in Tab.allCases { map.bind(.character(tab.digit), to: .show(tab)) }
    let rest: [(Command, [Key])] = [
      (.nextTab, [.tab, .right, .character("l")]),
      (.previousTab, [.backTab, .left, .character("h")]),
      (.up, [.up, .character("k"), .control("p")]),
      (.down, [.down, .character("j"), .control("n")]),
      (.pageUp, [.pageUp, .control("b")]),
      (.pageDown, [.pageDown, .control("f")]),
      (.first, [.home, .character("g")]),
      (.last, [.end, .character("G")]),
      (.refresh, [.character("r")]),
      (.refreshExpired, [.character("R")]),
      (.play, [.enter]),
      (.togglePause, [.character("P")]),
      (.previous, [.character("<")]),
      (.next, [.character(">")]),
      (.push, [.character("p")]),
      (.filter, [.character("/")]),
      (.sort, [.character("s")]),
      (.add, [.character("a")]),
      (.cancel, [.character("x")]),
      (.clear, [.escape]),
      (.redraw, [.control("l")]),
      (.help, [.character("?"), .function(1)]),
      (.quit, [.character("q")]),
    ]
    for (command, keys) in rest {
      for key in keys { map.bind(key, to: command) }
    }
    return map
  }()

  /// Gives `key` a command, in place of the one it had.
  public mutating func bind(_ key: Key, to command: Command) {
    bindings.removeAll { $0.key == key }
    bindings.append(Binding(key: key, command: command))
    commands[key] = command
  }

  /// The command of `key`, `nil` when it has none.
  public func command(for key: Key) -> Command? { commands[key] }

  /// The keys of `command`, the preferred one first.
  public func keys(for command: Command) -> [Key] {
    bindings.filter { $0.command == command }.map(\.key)
  }

  /// The help in the order it is read; commands without a key are left out by whoever draws it.
  static let sections: [Section] = [
    Section(
      title: "Tracks", commands: [.refresh, .refreshExpired, .play, .push, .add, .cancel]),
    Section(title: "Player", commands: [.togglePause, .next, .previous]),
    Section(
      title: "List",
      commands: [.up, .down, .pageUp, .pageDown, .first, .last, .filter, .clear, .sort]),
    Section(
      title: "Views", commands: Tab.allCases.map(Command.show) + [.nextTab, .previousTab]),
    Section(title: "Program", commands: [.redraw, .help, .quit]),
  ]
}
