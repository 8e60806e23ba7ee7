import DashboardKit
import TerminalKit

/// Who takes the messages for a dashboard: the inbox of the one in this process, or the way to one in another.
protocol MessageTaking: Sendable {
  /// Hands a message over, from any thread; never waits.
  func post(_ message: Message)
}

extension Inbox: MessageTaking {}
