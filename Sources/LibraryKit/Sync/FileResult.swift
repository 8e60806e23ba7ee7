import TrackKit

/// What became of a file, with the error of the file system as a sentence; the library's errors are thrown.
struct FileResult<Value: Sendable>: Sendable {
  var value: Value?
  var problem: String?

  init() {}

  /// Does `body` on a thread of the store's own.
  static func offPool(
    _ store: TrackStore, _ body: @escaping @Sendable () throws -> Value
  ) async throws(StoreError) -> Self {
    try await store.offPool { _ throws(StoreError) in try Self(body) }
  }

  init(_ body: () throws -> Value) throws(StoreError) {
    do {
      value = try body()
    } catch let error as StoreError {
      throw error
    } catch let error as PlaylistFileError {
      problem = "\(error.path): \(error.sentence)"
    } catch {
      problem = "\(error)"
    }
  }
}
