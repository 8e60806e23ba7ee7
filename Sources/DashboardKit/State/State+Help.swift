import FoundationEssentials

extension State {
  /// The parts of the help, with the commands that have a key and fit what is searched for.
  func helpSections(_ page: HelpPage) -> [HelpSection] {
    let view = view
    let words = FilterQuery(page.search?.text ?? "")
    let own = keyMap.bindings.map(\.command).filter { if case .run = $0 { true } else { false } }
    let sections =
      HelpSection.all(of: view, tabs: views.tabs) + [HelpSection(title: "Your own", commands: own)]
    return sections.compactMap { section in
      var section = section
      section.commands = section.commands.filter { command in
        let keys = keyMap.keys(for: command)
        guard !keys.isEmpty else { return false }
        return words.isEmpty
          || words.matches([view.summary(of: command), command.name] + keys.map { $0.name(ascii: true) })
      }
      return section.commands.isEmpty ? nil : section
    }
  }

  /// The commands that are shown, in their order.
  func helpCommands(_ page: HelpPage) -> [Command] { helpSections(page).flatMap(\.commands) }

  /// Keys in the help: it is searched, and Enter runs the selected command.
  mutating func pressInHelp(_ key: Key, _ page: HelpPage, now: Date) -> [Effect] {
    var page = page
    if key == .enter { return runFromHelp(page, now: now) }
    if page.search != nil, type(key, into: &page) {
      overlay = .help(page)
      return []
    }
    let command = keyMap.command(for: key)
    switch command {
    case .filter:
      page.search = LineEditor()
      overlay = .help(page)
    case .redraw: return [.redraw]
    case let command? where scroll(command): break
    default: overlay = nil
    }
    return []
  }

  /// Types into the search of the help.
  ///
  /// - Returns: whether the key was for the search.
  private func type(_ key: Key, into page: inout HelpPage) -> Bool {
    guard var line = page.search else { return false }
    switch key {
    case .escape, .control("c"), .control("g"): page = HelpPage()
    case .backspace where line.characters.isEmpty: page = HelpPage()
    case .up, .down: page.move(by: key == .up ? -1 : 1, count: helpCommands(page).count)
    default:
      guard line.edit(key) else { return false }
      page.search = line
      page.index = 0
    }
    return true
  }

  /// Closes the help and runs the selected command.
  mutating func runFromHelp(_ page: HelpPage, now: Date) -> [Effect] {
    let commands = helpCommands(page)
    overlay = nil
    guard commands.indices.contains(page.index) else { return [] }
    // The help is closed, not opened again.
    return commands[page.index] == .help ? [] : perform(commands[page.index], now: now)
  }
}
