import Foundation
import Testing
import TrackKit

@testable import LibraryKit

@Suite struct RunLedgerTests {
  private let start = Date(timeIntervalSince1970: 1_800_000_000)

  /// A ledger with one run each `interval` seconds, the last one at `start`.
  private func ledger(
    _ count: Int, every interval: Double = 1, _ allowance: RunLedger.Allowance = .guest
  ) -> RunLedger {
    var ledger = RunLedger(allowance)
    for place in 0..<count { ledger.note(at: start - Double(count - 1 - place) * interval) }
    return ledger
  }

  @Test func `runs of the last hour count`() {
    let ledger = ledger(10, every: 600)
    #expect(ledger.count(at: start) == 6)
    #expect(ledger.count(at: start + 3599) == 1)
    #expect(ledger.count(at: start + 3600) == 0)
    #expect(RunLedger().count(at: start) == 0)
  }

  @Test(
    arguments: [
      (0, .guest, nil), (149, .guest, nil), (150, .guest, 48), (224, .guest, 48),
      // The first of them leaves the hour.
      (225, .guest, 3600 - 224), (300, .guest, 3600 - 224), (999, .account, nil), (1000, .account, 7.2),
      (1499, .account, 7.2), (1500, .account, 3600 - 1499),
    ] as [(Int, RunLedger.Allowance, Double?)])
  func `work in advance is slowed down, then stopped`(
    row: (runs: Int, allowance: RunLedger.Allowance, pause: Double?)
  ) {
    let ledger = ledger(row.runs, row.allowance)
    let pause = ledger.pause(at: start)?.seconds
    // Dates are no exact fractions of a second.
    #expect(pause.map { ($0 * 1000).rounded() / 1000 } == row.pause)
    #expect(ledger.isSlow(at: start) == (row.pause != nil))
    guard let pause else { return }
    #expect(ledger.pause(at: start + pause / 2) != nil)
    #expect(ledger.pause(at: start + pause + 0.001) == nil)
  }

  @Test func `an hour in advance stays below three quarters`() {
    var ledger = RunLedger()
    var now = start
    while now < start + 3600 {
      if let pause = ledger.pause(at: now) {
        now += max(pause.seconds, 0.001)
      } else {
        ledger.note(at: now)
        now += 1
      }
    }
    #expect((200...225).contains(ledger.count(at: now)))
  }

  @Test func `a clock that was put back holds nothing up`() {
    var ledger = ledger(300)
    #expect(ledger.count(at: start - 7200) == 0 && ledger.pause(at: start - 7200) == nil)
    ledger.note(at: start - 7200)
    #expect(ledger.count(at: start - 7200) == 1)
  }

  @Test(
    arguments: [
      ([], .guest), (["--cookies", "jar.txt"], .account), (["--cookies-from-browser=firefox"], .account),
      (["--cookies-f", "firefox"], .account), (["-u", "me"], .account), (["--netrc"], .account),
      (["--proxy", "--cookies"], .guest), (["-f", "251"], .guest),
    ] as [([String], RunLedger.Allowance)])
  func `an account gets more`(arguments: [String], allowance: RunLedger.Allowance) {
    #expect(RunLedger.Allowance(arguments: arguments) == allowance)
  }
}
