/// What lies over the views and takes the keys.
enum Overlay: Sendable, Equatable {
  /// The commands and their keys.
  case help(HelpPage)
  /// The problems of this machine, and the cures; scrolled down by so many rows.
  case problems(scroll: Int)
  /// A question to be answered with yes before something happens.
  case confirm(question: String, effect: Effect)
  /// A question with several answers.
  case choice(Choice)
  /// Whether to leave while so many songs are playing.
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
  /// How the sound leaves the player, with the selected entry.
  case sound(PlayerSound, index: Int)
  /// The themes, with the selected one, which is seen; `before` comes back on Escape.
  case themes(index: Int, before: Theme)

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
      case .problems(let scroll), .details(let scroll), .stream(_, let scroll): scroll
      case .help, .confirm, .choice, .leave, .prompt, .filter, .palette, .sound, .themes: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .problems: self = .problems(scroll: newValue)
      case .details: self = .details(scroll: newValue)
      case .stream(let id, _): self = .stream(id, scroll: newValue)
      case .help, .confirm, .choice, .leave, .prompt, .filter, .palette, .sound, .themes: break
      }
    }
  }
}
