/// Judges the unit of systemd by which `serve` may run.
enum ServiceCheck {
  /// What is known of it.
  struct Facts: Sendable, Equatable {
    /// What systemd says of the unit, by the names of its properties; `nil` where no systemd takes care of this user.
    var properties: [String: String]?
    /// The ytmpd-tui of this user that serve, without the one that asks: process ids.
    var serving: [Int32] = []
    /// The Python program's processes.
    var ytmpd: [Int32] = []

    /// Counts the owner of the library, which serves whatever its command line says: a dashboard does, too.
    mutating func note(_ occupant: ControlCheck.Occupant) {
      guard case .owner(let process, _) = occupant, !serving.contains(process) else { return }
      serving.append(process)
      serving.sort()
    }
  }

  /// A finding for the unit, and one for each program that there should be one of.
  static func findings(_ facts: Facts) -> [Finding] { [unit(facts)] + instances(facts) }

  private static func unit(_ facts: Facts) -> Finding {
    guard let properties = facts.properties else {
      return .ok(.service, "systemd does not take care of this user here; `ytmpd-tui serve` runs without it")
    }
    let state = properties["ActiveState"] ?? ""
    guard properties["LoadState"] == "loaded" else {
      return .ok(
        .service, "the user unit ytmpd-tui.service is not installed; `make install` and the package have it")
    }
    let path = properties["FragmentPath"] ?? "ytmpd-tui.service"
    switch (state, properties["UnitFileState"]) {
    case ("active", _), ("reloading", _), ("activating", _): return .ok(.service, "\(path) is \(state)")
    case ("failed", _):
      return .error(
        .service, "\(path) has failed (\(properties["Result"] ?? "unknown"))",
        cure: "journalctl --user -u ytmpd-tui says why; systemctl --user restart ytmpd-tui")
    case (_, "enabled"?):
      return .warning(
        .service, "\(path) starts at login, but does not run now", cure: "systemctl --user start ytmpd-tui")
    default:
      return .ok(.service, "\(path) is installed; `systemctl --user enable --now ytmpd-tui` has it run")
    }
  }

  private static func instances(_ facts: Facts) -> [Finding] {
    func list(_ numbers: [Int32]) -> String { numbers.map(String.init).joined(separator: ", ") }
    var findings: [Finding] = []
    if facts.serving.count > 1 {
      findings.append(
        .warning(
          .instances,
          "\(facts.serving.count) ytmpd-tui serve for this user (processes \(list(facts.serving)))",
          cure: "end all but one, unless each has a configuration of its own"))
    }
    if !facts.ytmpd.isEmpty {
      findings.append(
        .warning(
          .instances, "ytmpd runs as well (process \(list(facts.ytmpd))): both sync playlists",
          cure: "stop it: this program takes its place"))
    }
    if findings.isEmpty {
      let text = facts.serving.first.map { "one serves, process \($0)" } ?? "none serves"
      findings.append(.ok(.instances, text))
    }
    return findings
  }
}
