import Testing

@testable import ProxyKit
@testable import TrackKit

/// What the kernel's messages about addresses and routes mean for connections.
@Suite struct RouteMessagesTests {
  private static let home: [UInt8] = [192, 168, 1, 20]
  private static let router: [UInt8] = [192, 168, 1, 1]
  private static let global: [UInt8] = [0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 11) + [7]

  struct Step: Sendable {
    let says: [UInt8]
    let means: NetworkChange?
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let steps: [Step]
  }

  static let cases: [Case] = [
    Case(
      testDescription: "an address comes and goes",
      steps: [
        Step(says: RouteMessage.address(RouteMessage.newAddress, home), means: .addresses),
        Step(says: RouteMessage.address(RouteMessage.oldAddress, home), means: .addresses),
        Step(says: RouteMessage.address(RouteMessage.newAddress, home), means: .addresses),
      ]),
    Case(
      testDescription: "a router repeats what it said",
      steps: [
        Step(says: RouteMessage.address(RouteMessage.newAddress, global), means: .addresses),
        Step(says: RouteMessage.address(RouteMessage.newAddress, global), means: nil),
        Step(says: RouteMessage.route(RouteMessage.newRoute, by: router), means: .routes),
        Step(says: RouteMessage.route(RouteMessage.newRoute, by: router, age: 1800), means: nil),
      ]),
    Case(
      testDescription: "an address counts once it can be used",
      steps: [
        Step(says: RouteMessage.address(RouteMessage.newAddress, global, flags: 0x40), means: nil),
        Step(says: RouteMessage.address(RouteMessage.newAddress, global, flags: 0x08), means: nil),
        Step(says: RouteMessage.address(RouteMessage.newAddress, global, flags: 0), means: .addresses),
      ]),
    Case(
      testDescription: "the same address on another interface",
      steps: [
        Step(says: RouteMessage.address(RouteMessage.newAddress, home, interface: 2), means: .addresses),
        Step(says: RouteMessage.address(RouteMessage.newAddress, home, interface: 3), means: .addresses),
      ]),
    Case(
      testDescription: "another gateway, and another target",
      steps: [
        Step(says: RouteMessage.route(RouteMessage.newRoute, by: router), means: .routes),
        Step(says: RouteMessage.route(RouteMessage.newRoute, by: [10, 0, 0, 1]), means: .routes),
        Step(says: RouteMessage.route(RouteMessage.newRoute, to: [10, 8, 0, 0], by: router), means: .routes),
        Step(says: RouteMessage.route(RouteMessage.oldRoute, by: router), means: .routes),
      ]),
    Case(
      testDescription: "routes to the machine itself, and those it remembers",
      steps: [
        Step(says: RouteMessage.route(RouteMessage.newRoute, to: home, by: router, table: 255), means: nil),
        Step(says: RouteMessage.route(RouteMessage.newRoute, to: home, by: router, kind: 2), means: nil),
        Step(says: RouteMessage.route(RouteMessage.newRoute, by: router, kind: 5), means: nil),
        Step(says: RouteMessage.route(RouteMessage.newRoute, by: router, flags: 0x200), means: nil),
      ]),
    Case(
      testDescription: "several in one datagram",
      steps: [
        Step(
          says: RouteMessage.address(RouteMessage.newAddress, home)
            + RouteMessage.route(RouteMessage.newRoute, by: router), means: .addresses)
      ]),
    Case(
      testDescription: "nothing, half a message, lengths that lie, another kind",
      steps: [
        Step(says: [], means: nil),
        Step(says: Array(RouteMessage.address(RouteMessage.newAddress, home).prefix(30)), means: nil),
        Step(says: [0, 0, 0, 0] + [UInt8](repeating: 0, count: 60), means: nil),
        Step(says: [255, 255, 255, 255] + [UInt8](repeating: 255, count: 60), means: nil),
        Step(says: RouteMessage.message(RouteMessage.newRoute, [2]), means: nil),
        Step(says: RouteMessage.message(16, [UInt8](repeating: 1, count: 40)), means: nil),
      ]),
  ]

  @Test(arguments: cases) func meaning(row: Case) {
    var messages = RouteMessages()
    for step in row.steps {
      #expect(step.says.withUnsafeBytes { messages.read($0) } == step.means)
    }
  }

  @Test func theKnownOnesAreBounded() {
    var messages = RouteMessages()
    func isNews(_ number: Int) -> Bool {
      let address: [UInt8] = [10, 0, UInt8(number / 256), UInt8(number % 256)]
      return RouteMessage.address(RouteMessage.newAddress, address).withUnsafeBytes { messages.read($0) }
        != nil
    }
    for number in 0..<5000 { #expect(isNews(number)) }
    #expect(isNews(0), "it was forgotten, which costs no more than a connection")
  }

  @Test func arbitraryBytesAreRead() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var messages = RouteMessages()
      var bytes =
        RouteMessage.address(RouteMessage.newAddress, Self.home)
        + RouteMessage.route(RouteMessage.newRoute, by: Self.router)
      for _ in 0..<4 {
        bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      _ = bytes.prefix(.random(in: 0...bytes.count, using: &generator)).withUnsafeBytes { messages.read($0) }
    }
  }
}
