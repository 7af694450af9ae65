// The interface of the Web Speech API, without the service behind it: a test says what is heard.
window.ears = [];
window.SpeechRecognition = class SpeechRecognition {
  continuous = false;
  interimResults = false;
  lang = "";
  constructor() {
    ears.push(this);
    this.results = [];
    this.calls = [];
  }
  start() {
    if (this.isOn) throw new DOMException("already started", "InvalidStateError");
    this.isOn = true;
    this.calls.push("start");
  }
  stop() {
    this.calls.push("stop");
    if (!this.isOn) return;
    this.isOn = false;
    setTimeout(() => this.onend?.(new Event("end")));
  }
  abort() {
    this.calls.push("abort");
    this.isOn = false;
    setTimeout(() => {
      this.onerror?.(Object.assign(new Event("error"), { error: "aborted" }));
      this.onend?.(new Event("end"));
    });
  }
  hear(transcript, isFinal) {
    const index = this.results.findIndex((one) => !one.isFinal);
    const resultIndex = index < 0 ? this.results.length : index;
    this.results[resultIndex] = Object.assign([{ transcript, confidence: 0.9 }], { isFinal });
    this.onresult?.(Object.assign(new Event("result"), { resultIndex, results: this.results }));
  }
  fail(error) {
    this.isOn = false;
    this.onerror?.(Object.assign(new Event("error"), { error }));
    this.onend?.(new Event("end"));
  }
};
