import TrackKit

/// How a session counts its stream when that is over; `sent` is the number of body bytes that have left.
extension StreamSession {
  /// The answer has left to its last byte.
  mutating func answered(sent: Int64) -> [Action] {
    guard hasResponded, phase == .filling || phase == .ended && !isCut else { return [] }
    return over(sent: sent, clientLeft: false)
  }

  /// The client closed its connection.
  mutating func clientLeft(sent: Int64) -> [Action] {
    // That it is lost has been said, and counts.
    guard !isCut else { return [] }
    guard hasResponded else {
      // An error that was answered has ended the stream.
      guard phase != .ended else { return [] }
      phase = .ended
      return request.isHead ? [.end(.uncounted)] : [.publish(.streamLeft(reference)), .end(.left)]
    }
    return over(sent: sent, clientLeft: true)
  }

  private mutating func over(sent: Int64, clientLeft: Bool) -> [Action] {
    // The rest was zeros: the song was lost before.
    if phase == .filling { return [.end(.failed)] }
    phase = .ended
    if request.isHead { return [.end(.uncounted)] }
    return [
      .publish(.streamFinished(reference, bytes: sent, clientLeft: clientLeft)), .end(.served),
    ]
  }
}
