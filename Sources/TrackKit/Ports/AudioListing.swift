/// Where the cache of audio lists what it has; blocking, so it is called on threads of its own.
///
/// The list is the truth about the cache: what is not in it is not there, whatever files there are. Other processes may
/// change it at any moment.
public protocol AudioListing: Sendable {
  /// Every entry, in no order.
  ///
  /// - Throws: when the list can't be read.
  func audioEntries() throws -> [AudioEntry]

  /// The records of a track, in no order. What can't be a record is left out.
  ///
  /// - Throws: when the list can't be read.
  func audioRecords(of id: VideoID) throws -> [AudioRecord]

  /// The record of that number; `nil` when there is none, or what can't be one.
  ///
  /// - Throws: when the list can't be read.
  func audioRecord(_ number: Int64) throws -> AudioRecord?

  /// Writes records, all or none, each once its bytes have reached the disk.
  ///
  /// - Parameters:
  ///   - new: those that are not in the list yet.
  ///   - changed: those that are. One that was taken out meanwhile stays out.
  ///   - heard: when the files of these numbers were heard, in Unix seconds.
  /// - Returns: the numbers of `changed` that are not in the list any more.
  /// - Throws: when the list can't be written.
  func writeAudio(new: [AudioRecord], changed: [AudioRecord], heard: [Int64: Double]) throws -> Set<Int64>

  /// Writes a record in place of another one of that number, unless that was changed or taken out meanwhile.
  ///
  /// - Returns: whether it was written.
  /// - Throws: when the list can't be written.
  func replaceAudio(_ record: AudioRecord, for old: AudioRecord) throws -> Bool

  /// Takes records out, all or none.
  ///
  /// - Parameters:
  ///   - numbers: which ones.
  ///   - sparingKept: whether those of tracks that are kept by now stay.
  /// - Returns: the numbers of those that stay.
  /// - Throws: when the list can't be written.
  func removeAudio(_ numbers: [Int64], sparingKept: Bool) throws -> Set<Int64>

  /// The tracks that are kept, those of kept playlists included.
  ///
  /// - Throws: when the list can't be read.
  func keptTracks() throws -> Set<VideoID>
}
