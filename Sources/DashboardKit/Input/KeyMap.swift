/// Which key gives which command. The key bar and the help are made from it, so they are always true.
public struct KeyMap: Sendable, Equatable {
  /// One binding; the first of several for a command is the one the key bar shows.
  struct Binding: Sendable, Equatable {
    var key: Key
    var command: Command
  }

  private(set) var bindings: [Binding]
  private var commands: [Key: Command]
  /// The key bar looks keys up at each painting.
  private var keys: [Command: [Key]]

  /// A map without keys.
  public init() {
    bindings = []
    commands = [:]
    keys = [:]
  }

  /// The program's own keys over these views: ncmpcpp's for the player, vi's and the arrows for moving.
  static func standard(_ tabs: [Tab]) -> KeyMap {
    var map = KeyMap()
    for tab in tabs { map.bind(.character(tab.digit), to: .show(tab)) }
    let rest: [(Command, [Key])] = [
      (.nextTab, [.tab, .right, .character("l")]),
      (.previousTab, [.backTab, .left, .character("h")]),
      (.up, [.up, .character("k"), .control("p")]),
      (.down, [.down, .character("j"), .control("n")]),
      (.pageUp, [.pageUp, .control("b"), .control("u")]),
      (.pageDown, [.pageDown, .control("f"), .control("d")]),
      (.first, [.home, .character("g")]),
      (.last, [.end, .character("G")]),
      (.current, [.character("i")]),
      (.mark, [.character(" ")]),
      (.unmarkAll, [.character("u")]),
      (.filter, [.character("/")]),
      (.clear, [.escape]),
      (.nextMatch, [.character("n")]),
      (.previousMatch, [.character("N")]),
      (.sort, [.character("s")]),
      (.reverse, [.character("S")]),
      (.refresh, [.character("r")]),
      (.refreshExpired, [.character("R")]),
      (.refreshAll, [.control("r")]),
      (.activate, [.enter]),
      (.push, [.character("p")]),
      (.add, [.character("a")]),
      (.search, [.character("w")]),
      (.radio, [.character("m")]),
      (.copy, [.character("y")]),
      (.keep, [.character("D")]),
      (.cancel, [.character("x")]),
      (.sync, [.character("v")]),
      (.syncAll, [.character("V")]),
      (.remove, [.character("d"), .delete]),
      (.load, [.character("L")]),
      (.togglePause, [.character("P")]),
      (.previous, [.character("<")]),
      (.next, [.character(">")]),
      (.seekBack, [.character("b")]),
      (.seekForward, [.character("f")]),
      (.louder, [.character("+"), .character("=")]),
      (.softer, [.character("-")]),
      (.toggle(.repeat), [.character("t")]),
      (.toggle(.random), [.character("z")]),
      (.toggle(.single), [.character("o")]),
      (.toggle(.consume), [.character("c")]),
      (.moveUp, [.character("K")]),
      (.moveDown, [.character("J")]),
      (.clearQueue, [.character("C")]),
      (.undo, [.character("U")]),
      (.sound, [.character("O")]),
      (.filterKind, [.character("e")]),
      (.filterTrack, [.character("E")]),
      (.export, [.character("W")]),
      (.palette, [.character(":")]),
      (.problems, [.character("!")]),
      (.themes, [.character("T")]),
      (.suspend, [.control("z")]),
      (.detach, [.character("B")]),
      (.redraw, [.control("l")]),
      (.help, [.character("?"), .function(1)]),
      (.quit, [.character("q")]),
    ]
    for (command, keys) in rest {
      for key in keys { map.bind(key, to: command) }
    }
    return map
  }

  /// Gives `key` a command, in place of the one it had.
  public mutating func bind(_ key: Key, to command: Command) {
    unbind(key)
    bindings.append(Binding(key: key, command: command))
    commands[key] = command
    keys[command, default: []].append(key)
  }

  /// The command of `key`, `nil` when it has none.
  public func command(for key: Key) -> Command? { commands[key] }

  /// The keys of `command`, the preferred one first.
  public func keys(for command: Command) -> [Key] { keys[command] ?? [] }

  /// Every key with its command, in the order they were bound.
  public var allBindings: [(key: Key, command: Command)] { bindings.map { ($0.key, $0.command) } }

  /// Takes a key's command away.
  public mutating func unbind(_ key: Key) {
    guard let command = commands.removeValue(forKey: key) else { return }
    bindings.removeAll { $0.key == key }
    keys[command]?.removeAll { $0 == key }
  }
}
