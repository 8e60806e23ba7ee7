/// A whole answer.
struct HTTPAnswer: Equatable, Sendable {
  /// The status code.
  var status: Int
  /// The body.
  var body: [UInt8]
}
