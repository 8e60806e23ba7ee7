/// What lies over the views and takes the keys.
enum Overlay: Sendable, Equatable {
  /// The keys; scrolled down by so many rows.
  case help(scroll: Int)
  /// What is missing on this machine, and the cure; scrolled down by so many rows.
  case problems(scroll: Int)
  /// A question to be answered with yes before something happens.
  case confirm(question: String, effect: Effect)
  /// Whether to leave while so many songs are half delivered.
  case leave(streams: Int)
  /// A line is being typed.
  case prompt(Prompt, LineEditor)
  /// A filter is being typed; `before` comes back on Escape.
  case filter(LineEditor, before: String)
  /// A command is being typed; the match at `index` is the one that Return takes.
  case palette(LineEditor, index: Int)
  /// What happened to a stream; scrolled down by so many rows.
  case stream(UInt64, scroll: Int)
  /// The selected row in full; scrolled down by so many rows.
  case details(scroll: Int)

  /// What is asked for in the last line.
  enum Prompt: Sendable, Equatable {
    /// A URL or id to add.
    case add
    /// Words to look for on YouTube.
    case search
  }

  /// How far a page of text is scrolled; `nil` for what is no page.
  var scroll: Int? {
    get {
      switch self {
      case .help(let scroll), .problems(let scroll), .details(let scroll), .stream(_, let scroll): scroll
      case .confirm, .leave, .prompt, .filter, .palette: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .help: self = .help(scroll: newValue)
      case .problems: self = .problems(scroll: newValue)
      case .details: self = .details(scroll: newValue)
      case .stream(let id, _): self = .stream(id, scroll: newValue)
      case .confirm, .leave, .prompt, .filter, .palette: break
      }
    }
  }
}
