extension Wording {
  /// What stands for what is kept for good.
  package static let keptMark = "★"

  /// How many of a playlist's tracks are on this machine: `★ all here`, `12 of 20 here`; `nil` for none that anybody has
  /// asked for.
  package static func here(_ complete: Int, of total: Int, isKept: Bool) -> String? {
    guard isKept || complete > 0 else { return nil }
    let part = complete >= total ? "all here" : "\(complete) of \(total) here"
    return isKept ? "\(keptMark) \(part)" : part
  }
}
