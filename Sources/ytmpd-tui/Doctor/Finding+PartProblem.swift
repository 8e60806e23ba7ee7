import DashboardKit

extension PartProblem {
  /// What the doctor found wrong, `nil` when it found nothing wrong.
  init?(_ finding: Finding) {
    guard finding.status != .ok else { return nil }
    let part =
      switch finding.subject {
      case .javaScript: "JavaScript"
      case .player: "MPD"
      default: finding.subject.rawValue
      }
    self.init(part: part, problem: finding.message, cure: finding.cure ?? "")
  }
}
