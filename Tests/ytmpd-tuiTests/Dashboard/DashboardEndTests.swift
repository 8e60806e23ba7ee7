import Glibc
import ProxyKit
import TerminalKit
import Testing

@testable import ytmpd_tui

/// How streams end with the dashboard.
@Suite struct DashboardEndTests {
  static let rows: [(MainLoop.ExitReason, ProxyService.Manner?)] = [
    (.quit, nil), (.signal(SIGINT), nil),
    (.wait, .init(patience: nil, freesPort: true)), (.hangup, .init(patience: nil, freesPort: true)),
    (.signal(SIGHUP), .init(patience: nil, freesPort: true)),
    (.signal(SIGTERM), .init(patience: .seconds(30))),
  ]

  @Test(arguments: rows.indices) func manner(row: Int) {
    let (reason, manner) = Self.rows[row]
    #expect(ProxyService.Manner(after: reason, drainTime: .seconds(30)) == manner)
  }
}
