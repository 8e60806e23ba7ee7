/// Tells YouTube what was listened to.
public protocol PlayReporting: Sendable {
  /// Reports a play of `id`, once: no retry, no queue.
  ///
  /// - Throws: why that did not work.
  func report(played id: VideoID) async throws(URLRefreshError)
}
