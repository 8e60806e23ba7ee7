import FoundationEssentials
import TrackKit

/// A line of the command palette: a command, perhaps with something behind it.
struct PaletteEntry: Sendable, Equatable {
  var command: Command
  /// What was typed behind the command's name.
  var argument: String?
}

extension State {
  /// The commands that fit what was typed, best first.
  func paletteEntries(_ text: String) -> [PaletteEntry] {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true).map(String.init)
    if words.count == 2, let command = Command.shortNames[words[0]] ?? views.command(named: words[0]),
      command.takesArgument
    {
      return [PaletteEntry(command: command, argument: words[1])]
    }
    let typed = text.lowercased().filter { $0 != " " }
    let view = view
    let commands = views.commands.filter { view.offers($0) && $0 != .palette }
    guard !typed.isEmpty else { return commands.map { PaletteEntry(command: $0) } }
    var fits: [(score: Int, command: Command)] = []
    for command in commands {
      guard let score = Fuzzy.score(typed, in: command.name, or: view.summary(of: command)) else { continue }
      fits.append((score, command))
    }
    // Sorting is stable: among equals the order of the help decides.
    return fits.sorted { $0.score > $1.score }.map { PaletteEntry(command: $0.command) }
  }

  mutating func pressInPalette(_ key: Key, _ line: LineEditor, index: Int, now: Date) -> [Effect] {
    var line = line
    let entries = paletteEntries(line.text)
    switch key {
    case .escape, .control("c"), .control("g"): overlay = nil
    case .enter:
      overlay = nil
      guard entries.indices.contains(index) else {
        if !line.text.isEmpty { say(.warning, "Unknown command: \(line.text)", now: now) }
        return []
      }
      return run(entries[index], now: now)
    case .up, .control("p"), .backTab: overlay = .palette(line, index: max(0, index - 1))
    case .down, .control("n"): overlay = .palette(line, index: min(max(0, entries.count - 1), index + 1))
    case .tab:
      guard entries.indices.contains(index) else { return [] }
      let entry = entries[index]
      overlay = .palette(LineEditor(entry.command.name + (entry.command.takesArgument ? " " : "")), index: 0)
    case .backspace where line.characters.isEmpty: overlay = nil
    default:
      if line.edit(key) { overlay = .palette(line, index: 0) }
    }
    return []
  }

  private mutating func run(_ entry: PaletteEntry, now: Date) -> [Effect] {
    guard let argument = entry.argument?.trimmed, !argument.isEmpty else {
      return perform(entry.command, now: now)
    }
    switch entry.command {
    case .add: return ask(.add, argument, now: now)
    case .search: return ask(.search, argument, now: now)
    case .filter:
      setFilter(argument, now: now)
      return []
    case .seekForward, .seekBack, .louder, .softer:
      do throws(Command.ArgumentProblem) {
        guard let effect = try entry.command.playerEffect(argument) else { return [] }
        return isPlayerThere(now: now) ? [effect] : []
      } catch {
        return refuse(error.sentence, now: now)
      }
    case .nextTheme:
      guard let wanted = themes.first(where: { $0.name == argument }) else {
        return refuse("The themes are " + themes.map(\.name).joined(separator: ", "), now: now)
      }
      theme = wanted
      return []
    default: return perform(entry.command, now: now)
    }
  }

  private mutating func refuse(_ sentence: String, now: Date) -> [Effect] {
    say(.warning, sentence, now: now)
    return []
  }
}
