import Testing

@testable import ProxyKit

/// How long going down takes.
@Suite struct DescentTests {
  /// What comes in.
  enum Input: Sendable {
    case begin(Duration?)
    case timeIsOver, hurry, quiet
  }

  static let rows: [(String, [(Input, [Descent.Step])])] = [
    ("nobody listens", [(.begin(.seconds(30)), [.wait(.seconds(30))]), (.quiet, [.end]), (.timeIsOver, [])]),
    (
      "streams end too late, and MPD takes its zeros",
      [
        (.begin(.seconds(30)), [.wait(.seconds(30))]), (.timeIsOver, [.wait(.seconds(10)), .cutOff]),
        (.quiet, [.end]), (.quiet, []),
      ]
    ),
    (
      "MPD takes no zeros",
      [
        (.begin(.zero), [.wait(.zero)]), (.timeIsOver, [.wait(.seconds(10)), .cutOff]),
        (.timeIsOver, [.closeAll]), (.timeIsOver, []), (.quiet, [.end]),
      ]
    ),
    ("there is no hurry", [(.begin(nil), []), (.quiet, [.end])]),
    (
      "there is one after all",
      [(.begin(nil), []), (.hurry, [.wait(.seconds(2)), .cutOff]), (.hurry, []), (.timeIsOver, [.closeAll])]
    ),
    (
      "there is one while zeros are on their way",
      [
        (.begin(.seconds(1)), [.wait(.seconds(1))]), (.timeIsOver, [.wait(.seconds(10)), .cutOff]),
        (.hurry, [.wait(.seconds(2))]), (.hurry, []), (.timeIsOver, [.closeAll]), (.quiet, [.end]),
      ]
    ),
    (
      "there is one before it begins",
      [(.hurry, []), (.begin(.seconds(30)), [.wait(.seconds(2)), .cutOff]), (.quiet, [.end])]
    ),
    ("it begins twice", [(.begin(.seconds(1)), [.wait(.seconds(1))]), (.begin(.seconds(9)), [])]),
    ("nothing has begun", [(.timeIsOver, []), (.quiet, []), (.hurry, [])]),
  ]

  @Test(arguments: rows.indices) func steps(row: Int) {
    let (name, inputs) = Self.rows[row]
    var descent = Descent()
    for (number, (input, expected)) in inputs.enumerated() {
      let steps =
        switch input {
        case .begin(let patience): descent.begin(ShutdownManner(patience: patience))
        case .timeIsOver: descent.timeIsOver()
        case .hurry: descent.hurry()
        case .quiet: descent.becameQuiet()
        }
      #expect(steps == expected, "\(name), input \(number + 1)")
    }
  }
}
