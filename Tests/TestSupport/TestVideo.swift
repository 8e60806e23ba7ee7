package import TrackKit

/// The id `text`, which the test's author answers for.
package func testVideo(_ text: StaticString) -> VideoID {
  guard let id = VideoID(String(describing: text)) else { preconditionFailure("\(text) is no video id") }
  return id
}
