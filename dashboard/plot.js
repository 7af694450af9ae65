// A chart: Plotly's figure as plain data. The library is fetched once, when the first chart is on a page.

const library = () => (window.Plotly ? Promise.resolve() : import("c3-plotly/plotly-basic.min.js"));

export default {
  template: "<div></div>",
  props: { figure: Object },
  async mounted() {
    await library();
    this.isReady = true;
    await this.draw();
    this.observer = new ResizeObserver(() => this.isDrawn && window.Plotly.Plots.resize(this.$el));
    this.observer.observe(this.$el);
  },
  unmounted() {
    this.observer?.disconnect();
    if (this.isDrawn) window.Plotly.purge(this.$el);
  },
  watch: {
    figure() {
      this.draw();
    },
  },
  methods: {
    async draw() {
      if (!this.isReady || !this.figure?.data) return;
      const { data, layout, config } = structuredClone(Vue.toRaw(this.figure));
      if (this.$el.clientWidth < 420) for (const axis of [layout.xaxis, layout.xaxis2]) if (axis?.tickfont) axis.tickfont.size = 10;
      await window.Plotly.react(this.$el, data, layout, config);
      if (this.isDrawn) return;
      this.isDrawn = true;
      this.$el.classList.remove("plot-waiting");
      this.$el.on("plotly_click", ({ points }) => {
        const address = points?.[0]?.customdata;
        if (typeof address === "string" && address.startsWith("/analysis/")) location.assign(address);
      });
    },
    // A picture to keep: the chart under its lines (title, scope and period, when it was made).
    async save(name, lines, background) {
      if (!this.isDrawn) return;
      const { data, layout } = structuredClone(Vue.toRaw(this.figure));
      const [title, ...rest] = lines;
      layout.title = {
        text: `<b>${title}</b><br><span style="font-size:13px">${rest.join("<br>")}</span>`,
        x: 0.01, xanchor: "left", y: 0.98, yanchor: "top", font: { size: 18 },
      };
      layout.paper_bgcolor = layout.plot_bgcolor = background;
      layout.showlegend = true;
      layout.legend = { orientation: "h", y: -0.12 };
      layout.margin = { ...layout.margin, t: 70 + 18 * rest.length, b: 80 };
      const url = await window.Plotly.toImage(
        { data, layout, config: {} }, { format: "png", width: 1200, height: 675, scale: 2 });
      const link = Object.assign(document.createElement("a"), { href: url, download: name });
      link.click();
    },
  },
};
