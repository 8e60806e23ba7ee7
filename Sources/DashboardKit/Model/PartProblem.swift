/// A part of the machine that is missing or broken, in the words of `doctor`.
public struct PartProblem: Sendable, Equatable, Codable {
  /// The part, as a badge shows it: `yt-dlp`, `JavaScript`, `MPD`.
  public var part: String
  /// What is wrong with it.
  public var problem: String
  /// What to do about it.
  public var cure: String

  /// A problem with its cure.
  public init(part: String, problem: String, cure: String) {
    self.part = part
    self.problem = problem
    self.cure = cure
  }
}
