/// The help as it is shown: what it is narrowed to, and the selected command.
struct HelpPage: Sendable, Equatable {
  /// What is searched for; `nil` while nothing is.
  var search: LineEditor?
  /// Which of the commands that are shown is selected.
  var index = 0

  /// Moves the selection among `count` commands.
  mutating func move(by step: Int, count: Int) {
    let (target, overflow) = index.addingReportingOverflow(step)
    index = overflow ? (step > 0 ? count - 1 : 0) : target
    index = max(0, min(index, count - 1))
  }
}
