/// What a view makes of one of its commands.
enum Response: Sendable, Equatable {
  /// This is to be done; nothing when there is nothing to do.
  case effects([Effect])
  /// This is shown over the view.
  case show(Overlay)
  /// YouTube is asked for at most so many tracks.
  case search(String, count: Int)
  /// This is said.
  case tell(String)
  /// It needs a row, and none is selected.
  case nothingSelected
  /// It needs rows, and there are none.
  case nothingThere

  /// Whether it does nothing but say why.
  var isRefusal: Bool {
    switch self {
    case .tell, .nothingSelected, .nothingThere: true
    case .effects, .show, .search: false
    }
  }

  /// Asks before something is done.
  static func ask(_ question: String, _ effect: Effect) -> Response {
    .show(.confirm(question: question, effect: effect))
  }

  /// What is to be done with the targets of a command, of which there may be none.
  static func targets(_ effects: [Effect]) -> Response {
    effects.isEmpty ? .nothingSelected : .effects(effects)
  }
}
