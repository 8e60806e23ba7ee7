public import FoundationEssentials

/// Why a track is marked: what failed is its own, or may be. What network, yt-dlp or this machine lack marks no track.
///
/// The mark goes when the track plays, in whatever player, or when it has a new URL.
public struct TrackMark: Sendable, Equatable {
  /// The word of the failure's class.
  public var word: String
  /// What happened, in one sentence.
  public var reason: String
  /// When.
  public var date: Date
  /// Before this moment nothing asks for the track in advance; a person still may. `nil` for no such moment.
  public var nextTry: Date?

  /// A mark.
  public init(word: String, reason: String, date: Date, nextTry: Date? = nil) {
    self.word = word
    self.reason = reason
    self.date = date
    self.nextTry = nextTry
  }

  /// Whether nothing should ask for the track in advance at `now`. A clock that was put back ends that.
  public func rests(at now: Date) -> Bool {
    guard let nextTry else { return false }
    return nextTry > now && date <= now.addingTimeInterval(Self.clockTolerance)
  }

  /// How far ahead of the clock a mark may have been made, in seconds.
  public static let clockTolerance = 60.0
}
