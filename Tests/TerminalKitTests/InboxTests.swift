import DashboardKit
import FoundationEssentials
import Testing
import TrackKit

@testable import TerminalKit

/// What waits for the main loop.
struct InboxTests {
  private func kinds(_ messages: [Message]) -> [String] {
    messages.map { message in
      switch message {
      case .status(let status): "status \(status.retriesTotal)"
      case .progress(let work): "progress \(work.id) \(work.done)"
      case .tick: "tick"
      default: "other"
      }
    }
  }

  @Test func `keeps the newest of gauges, and what came between them`() throws {
    let inbox = try Inbox()
    for number in 1...3 {
      var status = ProxyStatus()
      status.retriesTotal = number
      inbox.post(.status(status))
      inbox.post(.tick)
      inbox.post(.player(PlayerSnapshot(takenAt: Date())))
    }
    inbox.post(.status(ProxyStatus()))
    #expect(kinds(inbox.take()) == ["tick", "tick", "tick", "other", "status 0"])
    #expect(inbox.take().isEmpty)
  }

  @Test func `keeps the newest progress of each piece of work`() throws {
    let inbox = try Inbox()
    for (id, done) in [(1, 1), (1, 2), (2, 1), (1, 3)] as [(UInt64, Int)] {
      inbox.post(.progress(WorkProgress(id: id, title: "work", done: done)))
    }
    #expect(kinds(inbox.take()) == ["progress 2 1", "progress 1 3"])
  }
}
