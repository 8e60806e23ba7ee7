import NIOCore
import TrackKit

/// Who hears a run.
protocol PipeListener: AnyObject {
  /// The request's number.
  var id: UInt64 { get }
  /// Whether its client has little left to read.
  var hasPipeRoom: Bool { get }
  /// The run's container is known; bytes follow.
  func pipeBegan(type: String)
  /// The next bytes.
  func pipeBrought(_ bytes: ByteBuffer)
  /// They may leave now.
  func flushPipe()
  /// There are no more, `nil` when that is the end of the track.
  func pipeEnded(_ error: URLRefreshError?)
}

/// One run of ``AudioPiping``, and its listeners. Belongs to the event loop.
final class PipedRun {
  let track: VideoID
  private(set) var window: PipeWindow
  private var listeners: [UInt64: any PipeListener] = [:]
  private var signature: MediaSignature?
  /// Set once no more bytes come.
  private(set) var outcome: Result<Void, URLRefreshError>?
  /// The run, as soon as it has been begun.
  private(set) var task: Task<Void, Never>?
  private(set) var isCancelled = false
  /// Who brought the last bytes, and waits until more are wanted.
  private var waiting: CheckedContinuation<Void, Never>?
  private var isPumping = false
  private var wantsPump = false

  init(_ track: VideoID, isLive: Bool) {
    self.track = track
    window = PipeWindow(isLive: isLive)
  }

  /// Whether nobody listens.
  var isDeserted: Bool { listeners.isEmpty }

  /// Takes a listener on, unless it would have no place to begin; call ``pump()`` then.
  func join(_ listener: any PipeListener) -> Bool {
    guard outcome == nil, !isCancelled, window.join(listener.id) else { return false }
    listeners[listener.id] = listener
    if let signature { listener.pipeBegan(type: signature.type) }
    return true
  }

  func leave(_ listener: any PipeListener) {
    listeners[listener.id] = nil
    window.leave(listener.id)
  }

  /// Begins; `onEnd` is called on the event loop when nothing of the run is left.
  func begin(_ piping: any AudioPiping, on eventLoop: any EventLoop, onEnd: @escaping () -> Void) {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    let end = NIOLoopBound(onEnd, eventLoop: eventLoop)
    let track = track
    task = Task {
      var failure: URLRefreshError?
      do throws(URLRefreshError) {
        try await piping.pipe(track) { bytes in
          await withCheckedContinuation { continuation in
            eventLoop.execute { bound.value.received(bytes, continuation) }
          }
        }
      } catch {
        failure = error
      }
      let outcome: Result<Void, URLRefreshError> = failure.map { .failure($0) } ?? .success(())
      // Whoever takes the event loop down waits for this task.
      eventLoop.execute {
        bound.value.ended(outcome)
        end.value()
      }
    }
  }

  /// Ends the run: nobody listens any more.
  func cancel() {
    isCancelled = true
    task?.cancel()
    waiting.take()?.resume()
  }

  private func received(_ bytes: [UInt8], _ continuation: CheckedContinuation<Void, Never>) {
    guard !isCancelled else { return continuation.resume() }
    window.add(ByteBuffer(bytes: bytes))
    waiting = continuation
    pump()
  }

  private func ended(_ outcome: Result<Void, URLRefreshError>) {
    waiting.take()?.resume()
    let isEmpty = window.end == 0
    if case .success = outcome, isEmpty {
      self.outcome = .failure(URLRefreshError(kind: .other, exitCode: 0, evidence: "it brought no audio"))
    } else {
      self.outcome = outcome
    }
    pump()
  }

  /// Hands out what there is, to those who want it.
  func pump() {
    wantsPump = true
    guard !isPumping else { return }
    isPumping = true
    defer { isPumping = false }
    while wantsPump {
      wantsPump = false
      findSignature()
      for listener in listeners.values.sorted(by: { $0.id < $1.id }) { serve(listener) }
      for id in window.trim() {
        listeners.removeValue(forKey: id)?.pipeEnded(
          URLRefreshError(kind: .other, evidence: "it was paused for too long while another player went on"))
      }
    }
    if window.wantsMore { waiting.take()?.resume() }
  }

  private func serve(_ listener: any PipeListener) {
    if signature != nil {
      while listeners[listener.id] != nil, listener.hasPipeRoom, let bytes = window.next(for: listener.id) {
        listener.pipeBrought(bytes)
      }
      if listeners[listener.id] != nil { listener.flushPipe() }
    }
    guard let outcome, listeners[listener.id] != nil, signature == nil || window.hasAll(listener.id) else {
      return
    }
    leave(listener)
    switch outcome {
    case .success: listener.pipeEnded(nil)
    case .failure(let error): listener.pipeEnded(error)
    }
  }

  /// Finds out what container it is, once enough has come.
  private func findSignature() {
    guard signature == nil, window.end > 0, window.end >= MediaSignature.enough || outcome != nil else {
      return
    }
    let found = MediaSignature(window.beginning(MediaSignature.enough))
    signature = found
    window.alignment = found.alignment
    for listener in listeners.values { listener.pipeBegan(type: found.type) }
  }
}
