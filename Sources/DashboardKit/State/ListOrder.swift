/// One of the orders that a view's rows can be in; which one it is the view knows.
struct ListOrder: Hashable, Sendable {
  /// The number of the order among the view's, from 0; 0 is the one to begin with.
  private let number: Int

  /// The order that a view begins with.
  static let first = ListOrder(number: 0)

  private init(number: Int) { self.number = number }

  /// One of the view's own orders.
  init<Order: RawRepresentable>(_ order: Order) where Order.RawValue == Int { number = order.rawValue }

  /// The view's own order, `nil` when it has none with this number.
  func of<Order: RawRepresentable>(_: Order.Type) -> Order? where Order.RawValue == Int {
    Order(rawValue: number)
  }

  /// All orders of a view, in the order in which they follow each other.
  static func all<Order: CaseIterable & RawRepresentable & SendableMetatype>(_: Order.Type) -> [ListOrder]
  where Order.RawValue == Int {
    Order.allCases.map { ListOrder($0) }
  }
}
