/// Why a request is not done: the JSON of every answer that is not 200.
public struct ControlProblem: Error, Sendable, Equatable, Codable {
  /// The status code; stands in the answer's head.
  public var status = 500
  /// What is wrong, in one sentence.
  public var error: String

  /// - Parameter error: what is wrong, in one sentence.
  public init(_ status: Int, _ error: String) {
    self.status = status
    self.error = error
  }

  enum CodingKeys: String, CodingKey { case error }
}
