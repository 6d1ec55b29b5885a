// The HTML report's script: plots that move, a table to search, buttons to copy. The page is whole without it.
// Text from the capture is only ever set as textContent; nothing here makes HTML of it.
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const words = data.words;
  const said = document.getElementById('said');
  const number = new Intl.NumberFormat(data.lang, {maximumSignificantDigits: 4});
  const whole = new Intl.NumberFormat(data.lang);
  const short = new Intl.NumberFormat(data.lang, {notation: 'compact', maximumSignificantDigits: 3});

  /** An element with attributes and children; children that are strings become text. */
  function make(name, attributes = {}, ...children) {
    const out = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === 'function') out.addEventListener(key, value);
      else if (value !== undefined) out.setAttribute(key, value);
    }
    out.append(...children);
    return out;
  }
  const filled = (text, holes) => text.replace(/%(\w+)/g, (all, name) => holes[name] ?? all);

  // ---- Times, in UTC and as ISO 8601 writes them, like all times of the page

  const iso = ms => new Date(ms).toISOString();
  const moment = ms => iso(ms).slice(0, 23).replace('T', ' ') + ' UTC';
  /** As fine as the steps between the marks of an axis. */
  function tick(ms, step, first) {
    if (step >= 864e5) return iso(ms).slice(0, 10);
    const fine = iso(ms).slice(11, step < 1000 ? 23 : step < 6e4 ? 19 : 16);
    return first || ms % 864e5 === 0 ? fine + '\n' + iso(ms).slice(0, 10) : fine;
  }
  function duration(ms) {
    for (const [size, unit, digits] of [[864e5, 'day', 1], [36e5, 'hour', 1], [6e4, 'minute', 1], [1e3, 'second', 2]])
      if (ms >= size) return amount(ms / size, unit, digits);
    return amount(ms, 'millisecond', 1);
  }
  const amount = (value, unit, digits) => new Intl.NumberFormat(
    data.lang, {style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits}).format(value);
  function bytes(n) {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
    let at = 0;
    for (; n >= 1000 && at + 1 < units.length; n /= 1000) ++at;
    return amount(n, units[at], n < 10 && at > 0 ? 2 : n < 100 && at > 0 ? 1 : 0);
  }

  // ---- Copying

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {  // an old browser, or one that does not trust pages from the disk
      const area = make('textarea', {'aria-hidden': 'true', class: 'unseen'});
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  }
  for (const pre of document.querySelectorAll('pre.copy')) {
    const text = pre.textContent;
    const button = make('button', {type: 'button', 'aria-label': words.copy + ': ' + text.slice(0, 80), click: async () => {
      await copy(text);
      button.textContent = words.copied;
      said.textContent = words.copied;
      setTimeout(() => { button.textContent = words.copy; said.textContent = ''; }, 2000);
    }}, words.copy);
    pre.append(button);
  }

  // ---- Plots

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  /** Names of the lines' colours: the flood's, the others', and grey for all together; as in the picture. */
  function colours(lines) {
    let floods = 0, others = 0;
    return lines.map(line => line.all ? 'a' : line.flood ? 'f' + floods++ % 4 : 's' + others++ % 8);
  }
  const dashed = name => name === 'a' || /^s[4-7]$/.test(name);

  /** Floods as shaded stretches, and events as lines with a name, below and above what is drawn. */
  function overlay(plot) {
    const within = (u, ms) => ms >= u.scales.x.min && ms <= u.scales.x.max;
    return {
      hooks: {
        drawClear: u => {
          const {ctx, bbox} = u;
          ctx.fillStyle = colour('span');
          for (const span of plot.spans) {
            const from = Math.max(bbox.left, u.valToPos(span.from, 'x', true));
            const to = Math.min(bbox.left + bbox.width, u.valToPos(span.to, 'x', true));
            if (to >= bbox.left && from <= bbox.left + bbox.width) ctx.fillRect(from, bbox.top, Math.max(2, to - from), bbox.height);
          }
        },
        draw: u => {
          const {ctx, bbox} = u, scale = devicePixelRatio;
          ctx.save();
          ctx.font = `${12 * scale}px system-ui, sans-serif`;
          ctx.textAlign = 'center';
          const ends = [-1, -1, -1];
          let before = {x: -99, name: ''};
          for (const mark of plot.marks.filter(m => within(u, m.time))) {
            const x = u.valToPos(mark.time, 'x', true);
            ctx.strokeStyle = colour(mark.kind === 'order' ? 'order' : 'mark');
            ctx.lineWidth = scale;
            ctx.setLineDash([3 * scale, 3 * scale]);
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
            if (x - before.x < 4 * scale && before.name === mark.name) continue;
            before = {x, name: mark.name};
            const half = ctx.measureText(mark.name).width / 2;
            const at = Math.min(Math.max(x, bbox.left + half), bbox.left + bbox.width - half);
            const row = ends.findIndex(end => end < at - half);
            if (row < 0) continue;
            ends[row] = at + half + 8 * scale;
            ctx.fillStyle = colour('text');
            ctx.fillText(mark.name, at, bbox.top - (6 + 16 * row) * scale);
          }
          ctx.restore();
        },
      },
    };
  }

  class Chart {
    constructor(figure, plot) {
      this.figure = figure;
      this.plot = plot;
      this.bits = this.log = false;
      this.names = colours(plot.lines);
      this.shown = plot.lines.map(() => true);
      this.from = plot.start;
      this.bins = plot.lines[0].packets.length;
      this.to = plot.start + plot.step * this.bins;
      this.build();
      this.draw();
      figure.classList.add('live');
      new ResizeObserver(() => this.fit()).observe(this.box);
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    }

    values() {
      const scale = (this.bits ? 8 : 1) * 1000 / this.plot.step;
      const times = Array.from({length: this.bins + 1}, (_, i) => this.plot.start + i * this.plot.step);
      const rates = this.plot.lines.map(line => {
        const rate = (this.bits ? line.bytes : line.packets).map(n => n * scale);
        return [...rate, rate[rate.length - 1]];  // the last step lasts as long as the others
      });
      return [times, ...rates];
    }

    options() {
      const axis = {stroke: colour('dim'), grid: {stroke: colour('grid'), width: 1}, ticks: {stroke: colour('axis'), width: 1}, font: '12px system-ui, sans-serif'};
      const stepped = uPlot.paths.stepped({align: 1});
      return {
        width: this.box.clientWidth, height: this.height(), ms: 1, pxAlign: 0,
        padding: [this.plot.marks.length ? 54 : 10, 8, 0, 0],
        tzDate: ms => uPlot.tzDate(new Date(ms), 'Etc/UTC'),
        legend: {show: false},
        cursor: {points: {size: 7}, drag: {x: true, y: false}, focus: {prox: 24}},
        focus: {alpha: 0.35},
        scales: {x: {time: true}, y: {distr: this.log ? 4 : 1, range: (u, least, most) => [0, most > 0 ? most * 1.05 : 1]}},
        axes: [
          {...axis, space: 84, size: 42, values: (u, splits, i, space, step) => splits.map((ms, n) => tick(ms, step, n === 0))},
          {...axis, size: 62, values: (u, splits) => splits.map(v => v === null ? '' : short.format(v))},
        ],
        series: [{}, ...this.plot.lines.map((line, i) => ({
          label: line.title, stroke: colour(this.names[i]), width: line.all ? 1 : 1.6, paths: stepped, show: this.shown[i],
          dash: dashed(this.names[i]) ? [5, 3] : undefined, points: {show: false},
          fill: line.all ? undefined : colour(this.names[i]) + '26',
        }))],
        plugins: [overlay(this.plot)],
        hooks: {setCursor: [u => this.read(u)], setScale: [(u, key) => key === 'x' && this.moved(u)]},
      };
    }

    height() { return Math.round(Math.min(380, Math.max(250, this.box.clientWidth * 0.5))); }
    fit() {
      if (this.chart && this.box.clientWidth > 0 && Math.abs(this.box.clientWidth - this.chart.width) > 1)
        this.chart.setSize({width: this.box.clientWidth, height: this.height()});
    }

    draw() {
      const range = this.chart && {min: this.chart.scales.x.min, max: this.chart.scales.x.max};
      this.chart?.destroy();
      this.chart = new uPlot(this.options(), this.values(), this.box);
      if (range) this.chart.setScale('x', range);
      this.chart.over.addEventListener('dblclick', () => this.zoom(this.from, this.to));
      this.lines.replaceChildren(...this.plot.lines.map((line, i) => make('li', {}, this.line(line, i))));
    }

    // -- What stands around the drawing

    choice(name, options, chosen, set) {
      const buttons = options.map(([label, value]) => make('button', {
        type: 'button', 'aria-pressed': String(value === chosen), click: () => {
          for (const b of buttons) b.setAttribute('aria-pressed', String(b === buttons[options.findIndex(o => o[1] === value)]));
          set(value);
          this.draw();
        }}, label));
      return make('div', {role: 'group', 'aria-label': name}, make('span', {class: 'name', 'aria-hidden': 'true'}, name + ':'), ...buttons);
    }

    build() {
      const button = (label, sign, act) => make('button', {type: 'button', 'aria-label': label, title: label, click: act}, sign);
      this.closer = button(words['zoom-in'], '+', () => this.narrow(0.5));
      this.wider = button(words['zoom-out'], '\u2212', () => this.narrow(2));
      this.every = button(words['zoom-all'], words['zoom-all'], () => this.zoom(this.from, this.to));
      this.box = make('div', {
        class: 'drawing', tabindex: '0', role: 'slider', 'aria-label': this.plot.title + '. ' + words['plot-help'],
        'aria-valuemin': '0', 'aria-valuemax': String(this.bins - 1), 'aria-valuenow': '0', 'aria-valuetext': moment(this.from),
        keydown: event => this.key(event),
      });
      this.readout = make('p', {class: 'readout'});
      this.lines = make('ul', {class: 'lines'});
      this.figure.append(
        make('div', {class: 'controls'},
          this.choice(words.measure, [[words.rate, false], [words.bits, true]], false, value => { this.bits = value; }),
          this.choice(words.scale, [[words.linear, false], [words.logarithmic, true]], false, value => { this.log = value; }),
          make('div', {}, this.closer, this.wider, this.every)),
        this.box, this.readout, this.lines);
    }

    line(line, i) {
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      const stroke = document.createElementNS('http://www.w3.org/2000/svg', 'line');
      svg.setAttribute('viewBox', '0 0 24 10');
      svg.setAttribute('aria-hidden', 'true');
      for (const [key, value] of Object.entries({x1: 0, y1: 5, x2: 24, y2: 5, 'stroke-width': 3, stroke: colour(this.names[i])})) stroke.setAttribute(key, value);
      if (dashed(this.names[i])) stroke.setAttribute('stroke-dasharray', '5 3');
      svg.append(stroke);
      const out = make('button', {type: 'button', 'aria-pressed': String(this.shown[i]), click: () => {
        this.shown[i] = !this.shown[i];
        out.setAttribute('aria-pressed', String(this.shown[i]));
        this.chart.setSeries(i + 1, {show: this.shown[i]});
      }}, svg, make('span', {}, line.title), make('span', {class: 'value'}));
      return out;
    }

    // -- The mark that moves, and how close one looks

    values_at(index) {
      return this.chart.data.slice(1).map(series => series[index]);
    }
    read(u) {
      const index = u.cursor.idx;
      const at = index === null || index === undefined ? null : Math.min(index, this.bins - 1);
      const values = at === null ? [] : this.values_at(at);
      [...this.lines.querySelectorAll('.value')].forEach((cell, i) => {
        cell.textContent = at === null ? '' : this.bits ? short.format(values[i]) : number.format(values[i]);
      });
      this.readout.textContent = at === null ? '' : moment(u.data[0][at]) + this.near(u.data[0][at]);
      if (at !== null) this.box.setAttribute('aria-valuenow', String(at));
    }
    /** What happened within this step. */
    near(ms) {
      const here = this.plot.marks.filter(m => m.time >= ms && m.time < ms + this.plot.step).slice(0, 3);
      return here.map(m => ' \u00b7 ' + m.what).join('');
    }
    tell(at) {
      const values = this.values_at(at);
      const parts = this.plot.lines.flatMap((line, i) => this.shown[i] && values[i] > 0 ? [line.title + ' ' + number.format(values[i])] : []);
      const ms = this.chart.data[0][at];
      this.box.setAttribute('aria-valuetext', moment(ms) + this.near(ms) + ': ' + (parts.join('; ') || words['nothing-there']));
    }
    key(event) {
      const now = this.chart.cursor.idx ?? 0;
      const step = {ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -10, PageUp: 10}[event.key];
      let to = null;
      if (step) to = now + step;
      else if (event.key === 'Home') to = 0;
      else if (event.key === 'End') to = this.bins - 1;
      else if (event.key === '+' || event.key === '=') this.narrow(0.5);
      else if (event.key === '-') this.narrow(2);
      else if (event.key === '0' || event.key === 'Escape') this.zoom(this.from, this.to);
      else return;
      event.preventDefault();
      if (to === null) return;
      to = Math.min(Math.max(to, 0), this.bins - 1);
      const ms = this.chart.data[0][to] + this.plot.step / 2;
      const {min, max} = this.chart.scales.x;
      if (ms < min || ms > max) this.zoom(ms - (max - min) / 2, ms + (max - min) / 2);
      this.chart.setCursor({left: this.chart.valToPos(this.chart.data[0][to], 'x') + 0.01, top: 10});
      this.tell(to);
    }
    narrow(factor) {
      const {min, max} = this.chart.scales.x;
      const at = this.chart.cursor.idx != null ? this.chart.data[0][this.chart.cursor.idx] : (min + max) / 2;
      const half = Math.max((max - min) * factor / 2, this.plot.step * 2);
      this.zoom(at - half, at + half);
    }
    zoom(from, to) {
      const span = Math.min(to - from, this.to - this.from);
      const start = Math.min(Math.max(from, this.from), this.to - span);
      this.chart.setScale('x', {min: start, max: start + span});
    }
    moved(u) {
      const {min, max} = u.scales.x;
      const all = max - min >= (this.to - this.from) * 0.999;
      this.wider.disabled = this.every.disabled = all;
      this.closer.disabled = max - min <= this.plot.step * 4.001;
    }
  }

  /** Drawn when they come into view: the first view must not wait for what nobody sees yet. */
  const seen = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      const plot = data.plots[Number(entry.target.dataset.plot)];
      if (plot && plot.lines.length) new Chart(entry.target, plot);
    }
  }, {rootMargin: '400px'});
  for (const figure of document.querySelectorAll('figure.plot')) seen.observe(figure);

  // ---- Who talks to whom

  class Talks {
    constructor(place) {
      this.place = place;
      this.rows = data.talks.rows;
      this.shown = 12;
      this.sorted = {column: 3, down: true};
      this.text = this.rows.map(r => [this.host(r[0]), this.host(r[1]), this.over(r), this.kind(r)].join('\n').toLowerCase());
      this.order = this.rows.map((_, i) => i);
      this.build();
      this.fill();
    }
    host(i) { return data.talks.hosts[i].join(' ').trim(); }
    over(row) { return data.talks.over[row[2]]; }
    kind(row) { return data.talks.kinds[row[8]][0]; }
    cells(row) {
      return [this.host(row[0]), this.host(row[1]), this.over(row), whole.format(row[3]), whole.format(row[4]),
        bytes(row[5]), iso(row[6]).slice(0, 19).replace('T', ' '), duration(row[7]), this.kind(row)];
    }

    build() {
      const heads = [...this.place.querySelectorAll('th')];
      heads.forEach((th, column) => {
        const name = th.textContent;
        th.replaceChildren(make('button', {type: 'button', 'aria-label': filled(words.sort, {column: name}), click: () => this.sort(column)}, name));
        if (this.numeric(column)) th.classList.add('n');
      });
      this.heads = heads;
      this.body = this.place.querySelector('tbody');
      const input = make('input', {type: 'search', input: () => { this.shown = 12; this.filter(input.value); }});
      this.count = make('span', {class: 'note', role: 'status'});
      this.more = make('button', {type: 'button', click: () => { this.shown += 100; this.fill(); }}, words['more-rows']);
      this.place.before(make('div', {class: 'tools'}, make('label', {}, words['filter-rows'], input), this.count));
      this.place.after(this.more);
      document.getElementById('talks-more')?.remove();
    }
    numeric(column) { return column >= 3 && column <= 5 || column === 7; }
    key(row, column) { return column >= 3 && column <= 7 ? row[column] : this.cells(row)[column]; }

    sort(column) {
      const same = this.sorted.column === column;
      this.sorted = {column, down: same ? !this.sorted.down : this.numeric(column)};
      const sign = this.sorted.down ? -1 : 1;
      const keys = this.rows.map(row => this.key(row, column));
      const collator = new Intl.Collator(data.lang, {numeric: true});
      const compare = typeof keys[0] === 'number' ? (a, b) => keys[a] - keys[b] : (a, b) => collator.compare(keys[a], keys[b]);
      this.order.sort((a, b) => sign * compare(a, b) || a - b);
      this.fill();
    }
    filter(text) {
      const wanted = text.trim().toLowerCase();
      this.wanted = wanted && (i => this.text[i].includes(wanted));
      this.fill();
    }
    row(row) {
      const cells = this.cells(row).map((cell, column) => make('td', this.numeric(column) ? {class: 'n'} : {}, cell));
      for (const column of [0, 1]) {
        const [address, known] = data.talks.hosts[row[column]];
        cells[column].replaceChildren(address, ...(known ? [' ', make('small', {}, known)] : []));
      }
      if (data.talks.kinds[row[8]][1]) cells[8].classList.add('strange');
      return make('tr', {}, ...cells);
    }
    fill() {
      const fit = this.wanted ? this.order.filter(this.wanted) : this.order;
      const part = fit.slice(0, this.shown);
      this.body.replaceChildren(...part.map(i => this.row(this.rows[i])));
      this.heads.forEach((th, column) => {
        if (column === this.sorted.column) th.setAttribute('aria-sort', this.sorted.down ? 'descending' : 'ascending');
        else th.removeAttribute('aria-sort');
      });
      this.count.textContent = filled(words.rows, {shown: whole.format(part.length), all: whole.format(fit.length)});
      this.more.hidden = part.length === fit.length;
    }
  }
  const table = document.getElementById('talks-table');
  if (table) new Talks(table);

  // ---- Getting about, and onto paper

  function open_target() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.tagName === 'DETAILS') target.open = true;
  }
  addEventListener('hashchange', open_target);
  open_target();

  const links = new Map([...document.querySelectorAll('nav a')].map(a => [a.hash.slice(1), a]));
  const here = new IntersectionObserver(entries => {
    for (const entry of entries) links.get(entry.target.id)?.classList.toggle('here', entry.isIntersecting);
  }, {rootMargin: '-30% 0px -60% 0px'});
  for (const section of document.querySelectorAll('main > section')) here.observe(section);

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details:not([open])')];
    for (const d of closed) d.open = true;
  });
  addEventListener('afterprint', () => { for (const d of closed) d.open = false; });
})();
