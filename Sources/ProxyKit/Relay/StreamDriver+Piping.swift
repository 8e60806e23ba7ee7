import NIOCore
import TrackKit

/// What comes from yt-dlp itself.
extension StreamDriver: PipeListener {
  func joinPipe(isLive: Bool) {
    let run = parts.pipes.join(session.request.id, isLive: isLive, self)
    pipe = run
    run.pump()
  }

  /// Nothing more is wanted of it.
  func leavePipe() {
    guard let run = pipe.take() else { return }
    parts.pipes.leave(run, self)
  }

  var hasPipeRoom: Bool { !isEnded && session.hasPipeRoom }

  func pipeBegan(type: String) {
    session.pipeBegan(type: type)
  }

  func pipeBrought(_ bytes: ByteBuffer) {
    let offset = session.next
    perform(session.pipeBrought(Int64(bytes.readableBytes), at: now()))
    guard !isEnded else { return }
    write(interleaved(bytes, at: offset), audio: Int64(bytes.readableBytes), recycles: false)
  }

  func flushPipe() {
    if !isEnded { response.flush() }
  }

  func pipeEnded(_ error: URLRefreshError?) {
    pipe = nil
    guard !isEnded else { return }
    response.flush()
    perform(session.pipeEnded(error, at: now()))
  }

  /// The blocks of metadata stand where this client's own body wants them.
  func interleaved(_ bytes: ByteBuffer, at offset: Int64) -> ByteBuffer {
    guard let interleaver = session.plan?.interleaver else { return bytes }
    var wire = ByteBuffer()
    wire.reserveCapacity(bytes.readableBytes + bytes.readableBytes / interleaver.interval + 4096)
    bytes.withUnsafeReadableBytes { audio in
      interleaver.interleave(audio, at: offset) { run, _ in wire.writeBytes(run) }
    }
    return wire
  }
}
