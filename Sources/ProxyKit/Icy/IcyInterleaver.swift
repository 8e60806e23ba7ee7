/// Puts ICY metadata blocks between audio bytes: after every `interval` bytes of audio one block, which is a
/// length byte counting units of 16, and that many bytes.
///
/// The first block carries the title, all others are empty: a repeated title makes players announce a change
/// that is none. Where the blocks stand depends on the audio offset alone, so a stream that resumes after a
/// failure needs no memory of what was sent.
struct IcyInterleaver: Sendable, Equatable {
  /// `icy-metaint`: audio bytes between blocks, at least 1.
  let interval: Int
  /// The first block, its length byte included.
  let titleBlock: [UInt8]

  /// Interleaves `title` (see ``IcyTitle``) every `interval` bytes.
  init(interval: Int, title: String) {
    precondition(interval > 0)
    self.interval = interval
    titleBlock = IcyTitle.block(title)
  }

  /// How many bytes the audio bytes before `offset` take up on the wire. A block belongs to the byte before
  /// it, so at a multiple of the interval its block is counted in.
  func wireLength(ofAudioBefore offset: Int64) -> Int64 {
    let blocks = offset / Int64(interval)
    return offset + (blocks == 0 ? 0 : Int64(titleBlock.count) + blocks - 1)
  }

  /// Cuts `audio`, whose first byte is at `offset` of the track, at the blocks: `emit` gets runs of audio and
  /// blocks in wire order, and how many of the bytes are audio.
  func interleave(
    _ audio: UnsafeRawBufferPointer, at offset: Int64, emit: (UnsafeRawBufferPointer, _ audio: Int) -> Void
  ) {
    var rest = audio
    var position = offset
    while !rest.isEmpty {
      let untilBlock = interval - Int(position % Int64(interval))
      let run = UnsafeRawBufferPointer(rebasing: rest.prefix(untilBlock))
      emit(run, run.count)
      position += Int64(run.count)
      if run.count == untilBlock {
        if position == Int64(interval) {
          titleBlock.withUnsafeBytes { emit($0, 0) }
        } else {
          withUnsafeBytes(of: UInt8(0)) { emit($0, 0) }
        }
      }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(run.count))
    }
  }
}
