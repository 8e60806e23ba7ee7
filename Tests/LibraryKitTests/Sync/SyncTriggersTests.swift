import Testing

@testable import LibraryKit

/// What asks for a sync, and how often there is one.
@Suite struct SyncTriggersTests {
  enum Input: Sendable {
    case request, timer(Int), network
    case next(SyncTriggers.Step?), resting(SyncTriggers.Step?)
    case ended(Bool, Int)
  }

  static let rows: [(String, [Input])] = [
    ("nothing asks", [.next(nil)]),
    ("ten ask before it begins", Array(repeating: .request, count: 10) + [.next(.sync), .next(nil)]),
    (
      "ten ask while it runs: one more",
      [.request, .next(.sync)] + Array(repeating: .request, count: 10)
        + [.next(nil), .ended(true, 1), .next(.sync), .ended(true, 2), .next(nil)]
    ),
    (
      "the timer fires beside a request: the request is not forgotten",
      [.request, .timer(0), .next(.sync), .request, .timer(0), .ended(true, 1), .next(.sync), .next(nil)]
    ),
    (
      "a request beside a timer that no longer counts",
      [.request, .next(.sync), .ended(true, 1), .timer(0), .next(nil), .request, .timer(0), .next(.sync)]
    ),
    ("the timer alone", [.timer(0), .next(.sync), .ended(true, 1), .timer(1), .next(.sync)]),
    ("the timer rests", [.timer(0), .resting(.postpone(0)), .resting(nil), .timer(0), .next(.sync)]),
    ("a person does not", [.timer(0), .request, .resting(.sync)]),
    ("a network that changes is no reason", [.network, .next(nil)]),
    (
      "but for what has failed",
      [.request, .next(.sync), .ended(false, 1), .next(nil), .network, .network, .next(.sync), .next(nil)]
    ),
    (
      "and for what fails when it began before that",
      [
        .request, .next(.sync), .network, .next(nil), .ended(false, 1), .next(.sync), .ended(false, 2),
        .next(nil),
      ]
    ),
    (
      "not when it succeeds",
      [.request, .next(.sync), .network, .ended(true, 1), .next(nil), .network, .next(nil)]
    ),
  ]

  @Test(arguments: rows.indices) func steps(row: Int) {
    let (name, inputs) = Self.rows[row]
    var triggers = SyncTriggers()
    for (index, input) in inputs.enumerated() {
      switch input {
      case .request: triggers.request()
      case .timer(let number): triggers.timerFired(number)
      case .network: triggers.networkChanged()
      case .next(let step): #expect(triggers.next(isResting: false) == step, "\(name), input \(index + 1)")
      case .resting(let step): #expect(triggers.next(isResting: true) == step, "\(name), input \(index + 1)")
      case .ended(let isComplete, let number):
        #expect(triggers.ended(isComplete: isComplete) == number, "\(name), input \(index + 1)")
      }
    }
  }
}
