import Foundation

/// The commands of this program that README and docs show, in the order in which they show them.
///
/// What stands in brackets may be left out, and so each of `name [--a] [--b]` stands for three commands: without, and
/// with each of the two.
struct DocumentedCommands {
  /// Without the program's name, as they are printed.
  private(set) var printed: [String] = []

  /// Finds them in `pages`.
  init(_ pages: [String]) {
    for page in pages {
      var isCode = false
      for line in page.split(separator: "\n") {
        if line.hasPrefix("```") {
          isCode.toggle()
        } else if isCode {
          take(code: line)
        } else if line.hasPrefix("| `") {
          take(cell: line)
          take(text: line)
        } else {
          take(text: line)
        }
      }
    }
  }

  /// A line of a code block: the command alone, or as a bar's configuration has it.
  private mutating func take(code line: Substring) {
    guard let match = line.firstMatch(of: /(?:^|^\$ |"|=|= |\()ytmpd-tui( [^")]*)?/) else { return }
    add(match.1 ?? "")
  }

  private mutating func take(text line: Substring) {
    for match in line.matches(of: /`ytmpd-tui( [^`]*)?`/) { add(match.1 ?? "") }
  }

  /// The first cell of a table of commands: a command, and variants of it.
  private mutating func take(cell line: Substring) {
    var last = ""
    for match in line.dropFirst().prefix(while: { $0 != "|" }).matches(of: /`([^`]+)`/) {
      let words = match.1.split(separator: " ")
      guard let first = words.first else { continue }
      if Self.names.contains(first) {
        last = String(match.1)
      } else if !last.isEmpty, first.hasPrefix("-") || first.hasPrefix("[-") {
        // Said of the command in front, without its own arguments.
        let name = last.split(separator: " ").prefix { !$0.hasPrefix("-") }.first ?? ""
        last = first.hasPrefix("[") ? "\(last) \(match.1)" : "\(name) \(match.1)"
      } else {
        continue
      }
      add(Substring(last))
    }
  }

  private mutating func add(_ command: Substring) {
    // Where the shell sends it, or what it is given on the same line as other words.
    let command = command.split(separator: " > ")[...].first ?? ""
    for variant in Self.variants(of: command.trimmingCharacters(in: .whitespaces))
    where !printed.contains(variant) {
      printed.append(variant)
    }
  }

  private static func variants(of command: String) -> [String] {
    var plain = command
    var options: [String] = []
    while let match = plain.firstMatch(of: #/ ?\[([^\]]*)\]/#) {
      // One of several, or one of several values.
      let choices =
        match.1.hasPrefix("--") && match.1.contains(", --")
        ? match.1.components(separatedBy: ", ") : [String(match.1.prefix { $0 != "," })]
      options += choices
      plain.removeSubrange(match.range)
    }
    return [plain] + options.map { "\(plain) \($0)" }
  }

  private static let names: Set<Substring> = [
    "add", "tracks", "playlists", "sync", "keep", "unkeep", "cache", "refresh", "push", "export", "search",
    "radio", "status",
    "doctor", "config", "setup", "demo", "serve",
  ]
}
