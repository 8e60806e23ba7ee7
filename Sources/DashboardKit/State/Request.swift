/// What a person typed to be done.
public enum Request: Sendable, Equatable, Codable {
  /// Add what this URL or id names.
  case add(String)
  /// Look for these words on YouTube.
  case search(String)

  /// The prompt that asks for it, with what was typed.
  var prompt: Overlay {
    switch self {
    case .add(let text): .prompt(.add, LineEditor(text))
    case .search(let text): .prompt(.search, LineEditor(text))
    }
  }
}
