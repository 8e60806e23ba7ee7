import ControlKit
import Testing

@testable import ytmpd_tui

/// What the doctor makes of the control socket.
struct ControlCheckTests {
  private func finding(_ occupant: ControlCheck.Occupant) -> Finding {
    ControlCheck.findings(.init(place: ControlPlace(folder: "/run/ytmpd-tui"), occupant: occupant))[0]
  }

  @Test func `nobody, or an owner of this version, is well`() {
    #expect(finding(.nobody).status == .ok)
    #expect(finding(.owner(process: 7, version: Version.current)).status == .ok)
  }

  @Test func `an owner of another version is to be started again`() {
    let finding = finding(.owner(process: 7, version: "9.9"))
    #expect(
      finding.status == .warning && finding.message.contains("9.9") && finding.message.contains("process 7"))
  }

  @Test func `an owner that does not answer is an error with its cure`() {
    let finding = finding(.silent(Owner.silence(7)))
    #expect(finding.status == .error && finding.cure?.contains("kill -CONT 7") == true)
  }

  @Test func `what a dead owner has left can be removed`() {
    let finding = finding(.stale)
    #expect(finding.status == .warning)
    #expect(finding.repair == .removeStaleSocket(ControlPlace(folder: "/run/ytmpd-tui")))
    #expect(finding.repair?.question == "remove /run/ytmpd-tui/control.sock, whose ytmpd-tui has died")
  }

  @Test func `what somebody else made is an error`() {
    #expect(finding(.unusable("/run/ytmpd-tui belongs to another user")).status == .error)
  }
}
