extension EventLine.Weight {
  /// How a word of this weight looks.
  var style: Style {
    switch self {
    case .plain: Style(.muted)
    case .good: Style(.good)
    case .working: Style(.working)
    case .warning: Style(.warning)
    case .bad: Style(.bad, .bold)
    }
  }
}

extension EventLine.Kind {
  /// The word, filled up with blanks to this many cells.
  func padded(to columns: Int) -> String {
    rawValue + String(repeating: " ", count: max(0, columns - rawValue.count))
  }
}
