// Draws each figure[data-chart]: its numbers stand in a JSON script beside it, and in the table below it.
// The JSON: {kind: "bar" | "stacked" | "line", across: bool, categories: [...], series: [{name, values}], unit}
"use strict";

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// How many lines the legend takes: its entries flow, and the axis must end above them.
function legendLines(names, wide) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  let lines = 1, left = wide - 16;
  for (const name of names) {
    const needs = pen.measureText(name).width + 45;
    if (needs > left && left < wide - 16) { lines += 1; left = wide - 16; }
    left -= needs;
  }
  return lines;
}

function options(data, wide) {
  const legend = data.series.length > 1 ? 16 + 24 * legendLines(data.series.map((each) => each.name), wide) : 8;
  const ink = token("--ink"), soft = token("--ink-soft"), line = token("--line");
  const labels = {
    type: "category",
    data: data.categories,
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: soft, hideOverlap: true, ...(data.across && { width: wide * 0.45, overflow: "truncate" }) },
    inverse: Boolean(data.across),
  };
  const values = {
    type: "value",
    name: data.unit || "",
    nameTextStyle: { color: soft },
    axisLabel: { color: soft, hideOverlap: true },
    splitLine: { lineStyle: { color: line } },
    minInterval: 1,
  };
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: ["--indigo", "--jade", "--amber", "--seal", "--ink-soft", "--field"].map(token),
    textStyle: { color: ink, fontFamily: getComputedStyle(document.body).fontFamily },
    aria: { enabled: true, decal: { show: data.series.length > 1 && data.kind !== "line" } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: data.kind === "line" ? "line" : "shadow" },
      backgroundColor: token("--sheet"),
      borderColor: line,
      textStyle: { color: ink },
    },
    legend: { show: data.series.length > 1, bottom: 0, textStyle: { color: ink } },
    grid: { left: 8, right: data.across ? 48 : 16, top: 32, bottom: legend, containLabel: true },
    xAxis: data.across ? values : labels,
    yAxis: data.across ? labels : values,
    series: data.series.map((each) => ({
      name: each.name,
      data: each.values,
      type: data.kind === "line" ? "line" : "bar",
      stack: data.kind === "stacked" ? "all" : undefined,
      barMaxWidth: 36,
      connectNulls: false,
    })),
  };
}

function draw() {
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const place = figure.querySelector(".chart");
    place.hidden = false;
    if (place.matches(".long")) place.style.height = `${place.clientHeight}px`; // drawing empties what kept it free
    const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const known = echarts.getInstanceByDom(place), chart = known || echarts.init(place);
    const paint = () => { chart.resize(); chart.setOption(options(data, place.clientWidth), true); };
    if (!known) new ResizeObserver(paint).observe(place);
    paint();
  }
}

draw();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
document.addEventListener("htmx:afterSettle", draw);
