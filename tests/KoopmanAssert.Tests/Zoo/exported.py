"""Small networks as PyTorch exports them. Weights are seeded; nothing is trained."""
import math
import torch
from torch import nn
from torch.nn import functional as F


class Residual(nn.Module):
    """The basic block of a ResNet; a projection where the shape changes."""

    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(cout)
        self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout)) if stride != 1 or cin != cout else nn.Identity()

    def forward(self, x):
        h = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(h)) + self.downsample(x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.maxpool = nn.MaxPool2d(2)
        self.layer1 = nn.Sequential(Residual(4, 4), Residual(4, 4))
        self.layer2 = nn.Sequential(Residual(4, 8, 2), Residual(8, 8))
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        return self.fc(self.layer2(self.layer1(x)).mean((2, 3)))


class Bottleneck(nn.Module):
    def __init__(self, c, mid):
        super().__init__()
        self.reduce, self.conv, self.expand = nn.Conv2d(c, mid, 1), nn.Conv2d(mid, mid, 3, 1, 1), nn.Conv2d(mid, c, 1)

    def forward(self, x):
        return F.relu(x + self.expand(F.relu(self.conv(F.relu(self.reduce(x))))))


class SqueezeExcite(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.fc1, self.fc2 = nn.Conv2d(c, 2, 1), nn.Conv2d(2, c, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.fc2(F.relu(self.fc1(F.adaptive_avg_pool2d(x, 1)))))


class Inverted(nn.Module):
    """The inverted residual of MobileNetV3: expand, depthwise, squeeze-excite, project."""

    def __init__(self, c, wide):
        super().__init__()
        self.expand = nn.Conv2d(c, wide, 1)
        self.depthwise = nn.Conv2d(wide, wide, 3, 1, 1, groups=wide)
        self.se = SqueezeExcite(wide)
        self.project = nn.Conv2d(wide, c, 1)

    def forward(self, x):
        return x + self.project(self.se(F.hardswish(self.depthwise(F.hardswish(self.expand(x))))))


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, 2, 1)
        self.block1, self.block2 = Inverted(4, 8), Inverted(4, 8)
        self.classifier = nn.Linear(4, 5)

    def forward(self, x):
        return self.classifier(self.block2(self.block1(F.hardswish(self.stem(x)))).mean((2, 3)))


class Separable(nn.Sequential):
    """MobileNetV1: depthwise then pointwise convolutions, no residual."""

    def __init__(self):
        super().__init__()
        self.add_module("dw1", nn.Conv2d(3, 3, 3, 1, 1, groups=3))
        self.add_module("act1", nn.ReLU6())
        self.add_module("pw1", nn.Conv2d(3, 6, 1))
        self.add_module("act2", nn.ReLU6())
        self.add_module("pool", nn.AdaptiveAvgPool2d(1))
        self.add_module("flat", nn.Flatten())
        self.add_module("fc", nn.Linear(6, 4))


class Double(nn.Sequential):
    def __init__(self, cin, cout):
        super().__init__(nn.Conv2d(cin, cout, 3, 1, 1), nn.ReLU(), nn.Conv2d(cout, cout, 3, 1, 1), nn.ReLU())


class UNet(nn.Module):
    """Skip connections that the decoder concatenates; "add" adds them instead, as LinkNet does."""

    def __init__(self, up="deconv", join="cat"):
        super().__init__()
        wide = 2 if join == "cat" else 1
        self.enc1, self.enc2, self.bottom = Double(1, 3), Double(3, 6), Double(6, 6)
        make = (lambda cin, cout: nn.ConvTranspose2d(cin, cout, 2, 2)) if up == "deconv" else (lambda cin, cout: nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(cin, cout, 1)))
        self.up2, self.dec2, self.up1, self.dec1 = make(6, 6), Double(6 * wide, 6), make(6, 3), Double(3 * wide, 3)
        self.head = nn.Conv2d(3, 2, 1)
        self.join = join

    def merge(self, a, b):
        return torch.cat([a, b], 1) if self.join == "cat" else a + b

    def forward(self, x):
        e1 = self.enc1(x)
        e2 = self.enc2(F.max_pool2d(e1, 2))
        b = self.bottom(F.max_pool2d(e2, 2))
        d2 = self.dec2(self.merge(e2, self.up2(b)))
        return self.head(self.dec1(self.merge(e1, self.up1(d2))))


class DenseLayer(nn.Module):
    def __init__(self, cin, growth=3):
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(cin), nn.Conv2d(cin, growth, 3, 1, 1)

    def forward(self, x):
        return self.conv(F.relu(self.norm(x)))


class DenseNet(nn.Module):
    """"chain" concatenates after each layer; "list" concatenates all earlier features before each, as torchvision does."""

    def __init__(self, form="list"):
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, 1, 1)
        self.denselayer1, self.denselayer2, self.denselayer3 = DenseLayer(4), DenseLayer(7), DenseLayer(10)
        self.transition, self.fc = nn.Conv2d(13, 5, 1), nn.Linear(5, 4)
        self.form = form

    def forward(self, x):
        x = self.stem(x)
        layers = [self.denselayer1, self.denselayer2, self.denselayer3]
        if self.form == "chain":
            for layer in layers:
                x = torch.cat([x, layer(x)], 1)
        else:
            features = [x]
            for layer in layers:
                features.append(layer(torch.cat(features, 1)))
            x = torch.cat(features, 1)
        return self.fc(F.relu(self.transition(x)).mean((2, 3)))


class Inception(nn.Module):
    def __init__(self, cin):
        super().__init__()
        self.b1, self.b2a, self.b2b, self.b3 = nn.Conv2d(cin, 2, 1), nn.Conv2d(cin, 2, 1), nn.Conv2d(2, 3, 3, 1, 1), nn.Conv2d(cin, 2, 1)

    def forward(self, x):
        return torch.cat([F.relu(self.b1(x)), F.relu(self.b2b(F.relu(self.b2a(x)))), self.b3(F.max_pool2d(x, 3, 1, 1))], 1)


class GoogLeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.inception1, self.inception2, self.fc = nn.Conv2d(1, 3, 3, 2, 1), Inception(3), Inception(7), nn.Linear(7, 4)

    def forward(self, x):
        return self.fc(self.inception2(self.inception1(F.relu(self.stem(x)))).mean((2, 3)))


class Fire(nn.Module):
    def __init__(self, cin):
        super().__init__()
        self.squeeze, self.expand1x1, self.expand3x3 = nn.Conv2d(cin, 2, 1), nn.Conv2d(2, 3, 1), nn.Conv2d(2, 3, 3, 1, 1)

    def forward(self, x):
        x = F.relu(self.squeeze(x))
        return torch.cat([F.relu(self.expand1x1(x)), F.relu(self.expand3x3(x))], 1)


class SqueezeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.fire2, self.fire3, self.classifier = nn.Conv2d(1, 4, 3, 2, 1), Fire(4), Fire(6), nn.Conv2d(6, 4, 1)

    def forward(self, x):
        return F.relu(self.classifier(self.fire3(self.fire2(F.relu(self.stem(x)))))).mean((2, 3))


class ShuffleUnit(nn.Module):
    """Half of the channels pass by; then the channels are shuffled."""

    def __init__(self, c):
        super().__init__()
        self.branch = nn.Sequential(nn.Conv2d(c // 2, c // 2, 1), nn.ReLU(), nn.Conv2d(c // 2, c // 2, 3, 1, 1, groups=c // 2), nn.Conv2d(c // 2, c // 2, 1), nn.ReLU())

    def forward(self, x):
        a, b = x.chunk(2, 1)
        y = torch.cat([a, self.branch(b)], 1)
        n, c, h, w = y.shape
        return y.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)


class ShuffleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.unit1, self.unit2, self.fc = nn.Conv2d(1, 4, 3, 2, 1), ShuffleUnit(4), ShuffleUnit(4), nn.Linear(4, 3)

    def forward(self, x):
        return self.fc(self.unit2(self.unit1(F.relu(self.conv1(x)))).mean((2, 3)))


class Attention(nn.Module):
    def __init__(self, d, heads=2, causal=False):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.heads, self.causal = heads, causal

    def split(self, x):
        return x.view(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

    def forward(self, x, memory=None, mask=None):
        memory = x if memory is None else memory
        q, k, v = self.split(self.query(x)), self.split(self.key(memory)), self.split(self.value(memory))
        scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[-1])
        if mask is not None:
            scores = scores + mask
        if self.causal:
            length = scores.shape[-1]
            scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), -1e9)
        y = (scores.softmax(-1) @ v).transpose(1, 2)
        return self.out(y.reshape(y.shape[0], y.shape[1], -1))


class MLP(nn.Module):
    def __init__(self, d, wide):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(d, wide), nn.Linear(wide, d)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class PreNormLayer(nn.Module):
    def __init__(self, d, causal=False):
        super().__init__()
        self.norm1, self.attention, self.norm2, self.mlp = nn.LayerNorm(d), Attention(d, causal=causal), nn.LayerNorm(d), MLP(d, 2 * d)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PostNormLayer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.attention, self.norm1, self.mlp, self.norm2 = Attention(d), nn.LayerNorm(d), MLP(d, 2 * d), nn.LayerNorm(d)

    def forward(self, x, mask=None):
        x = self.norm1(x + self.attention(x, mask=mask))
        return self.norm2(x + self.mlp(x))


class DecoderLayer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.self_attention, self.norm1, self.cross_attention, self.norm2, self.mlp, self.norm3 = Attention(d), nn.LayerNorm(d), Attention(d), nn.LayerNorm(d), MLP(d, d), nn.LayerNorm(d)

    def forward(self, x, memory):
        x = self.norm1(x + self.self_attention(x))
        x = self.norm2(x + self.cross_attention(x, memory))
        return self.norm3(x + self.mlp(x))


class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(1, 8, 4, 4)
        self.class_token, self.positions = nn.Parameter(torch.randn(1, 1, 8)), nn.Parameter(torch.randn(1, 5, 8))
        self.layers = nn.Sequential(PreNormLayer(8), PreNormLayer(8))
        self.norm, self.head = nn.LayerNorm(8), nn.Linear(8, 3)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], 1) + self.positions
        return self.head(self.norm(self.layers(x))[:, 0])


class Encoder(nn.Module):
    """Real-valued sequences through post-norm layers."""

    def __init__(self):
        super().__init__()
        self.embed, self.layers, self.head = nn.Linear(3, 8), nn.ModuleList([PostNormLayer(8), PostNormLayer(8)]), nn.Linear(8, 4)

    def forward(self, x):
        x = self.embed(x)
        for layer in self.layers:
            x = layer(x)
        return self.head(x.mean(1))


class TorchEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, 0.0, batch_first=True), 2)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        return self.head(self.encoder(x).mean(1))


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.word, self.position, self.kind = nn.Embedding(12, 8), nn.Embedding(6, 8), nn.Embedding(2, 8)
        self.norm, self.layers, self.pooler, self.classifier = nn.LayerNorm(8), nn.ModuleList([PostNormLayer(8), PostNormLayer(8)]), nn.Linear(8, 8), nn.Linear(8, 2)

    def forward(self, input_ids, attention_mask, token_type_ids):
        mask = (1.0 - attention_mask[:, None, None, :].float()) * -10000.0
        x = self.norm(self.word(input_ids) + self.position(torch.arange(input_ids.shape[1])) + self.kind(token_type_ids))
        for layer in self.layers:
            x = layer(x, mask)
        return self.classifier(torch.tanh(self.pooler(x[:, 0])))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(12, 8), nn.Embedding(5, 8)
        self.blocks, self.norm, self.head = nn.Sequential(PreNormLayer(8, True), PreNormLayer(8, True)), nn.LayerNorm(8), nn.Linear(8, 12, bias=False)

    def forward(self, ids):
        return self.head(self.norm(self.blocks(self.wte(ids) + self.wpe(torch.arange(ids.shape[1])))))


class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder1, self.decoder2, self.head = PostNormLayer(8), DecoderLayer(8), DecoderLayer(8), nn.Linear(8, 3)

    def forward(self, source, target):
        memory = self.encoder(source)
        return self.head(self.decoder2(self.decoder1(target, memory), memory))


class Mixer(nn.Module):
    class Layer(nn.Module):
        def __init__(self, tokens, d):
            super().__init__()
            self.norm1, self.tokens, self.norm2, self.channels = nn.LayerNorm(d), MLP(tokens, 6), nn.LayerNorm(d), MLP(d, 12)

        def forward(self, x):
            x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
            return x + self.channels(self.norm2(x))

    def __init__(self):
        super().__init__()
        self.patches, self.mixer1, self.mixer2, self.head = nn.Conv2d(1, 6, 4, 4), Mixer.Layer(4, 6), Mixer.Layer(4, 6), nn.Linear(6, 3)

    def forward(self, x):
        return self.head(self.mixer2(self.mixer1(self.patches(x).flatten(2).transpose(1, 2))).mean(1))


class Recurrent(nn.Module):
    def __init__(self, kind="LSTM", layers=2, bidirectional=False, batch_first=True):
        super().__init__()
        self.rnn = getattr(nn, kind)(3, 5, layers, batch_first=batch_first, bidirectional=bidirectional)
        self.head = nn.Linear(10 if bidirectional else 5, 2)
        self.last = (lambda y: y[:, -1]) if batch_first else (lambda y: y[-1])

    def forward(self, x):
        y, _ = self.rnn(x)
        return self.head(self.last(y))


class Stateful(nn.Module):
    """A recurrent network whose state comes in and goes out, as for streaming."""

    def __init__(self):
        super().__init__()
        self.rnn, self.head = nn.LSTM(3, 4, batch_first=True), nn.Linear(4, 2)

    def forward(self, x, h0, c0):
        y, (h, c) = self.rnn(x, (h0, c0))
        return self.head(y[:, -1]), h, c


class Crnn(nn.Module):
    """Text recognition: convolutions, then a recurrent layer over the columns."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.rnn, self.head = nn.Conv2d(1, 3, 3, 1, 1), nn.Conv2d(3, 4, 3, 1, 1), nn.GRU(8, 5, batch_first=True, bidirectional=True), nn.Linear(10, 4)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        y, _ = self.rnn(x.flatten(1, 2).transpose(1, 2))
        return self.head(y)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(1, 3, 3, 2, 1), nn.ReLU(), nn.Conv2d(3, 2, 3, 2, 1))
        self.decoder = nn.Sequential(nn.ConvTranspose2d(2, 3, 2, 2), nn.ELU(), nn.ConvTranspose2d(3, 1, 2, 2), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


class Generator(nn.Sequential):
    """A DCGAN generator."""

    def __init__(self):
        super().__init__()
        self.add_module("project", nn.ConvTranspose2d(5, 6, 2))
        self.add_module("bn1", nn.BatchNorm2d(6))
        self.add_module("act1", nn.ReLU())
        self.add_module("up", nn.ConvTranspose2d(6, 3, 4, 2, 1))
        self.add_module("bn2", nn.BatchNorm2d(3))
        self.add_module("act2", nn.ReLU())
        self.add_module("image", nn.ConvTranspose2d(3, 1, 4, 2, 1))
        self.add_module("act3", nn.Tanh())


class Variational(nn.Module):
    """Draws its code at random, also when it is used."""

    def __init__(self):
        super().__init__()
        self.encoder, self.mean, self.spread, self.decoder = nn.Linear(6, 5), nn.Linear(5, 2), nn.Linear(5, 2), nn.Linear(2, 6)

    def forward(self, x):
        h = torch.relu(self.encoder(x))
        mean, spread = self.mean(h), self.spread(h)
        return self.decoder(mean + torch.randn_like(spread) * torch.exp(spread))


class Detector(nn.Module):
    """A backbone, a feature pyramid and two heads on each of its two levels; four outputs, or all joined as YOLO does."""

    def __init__(self, joined=False):
        super().__init__()
        self.stem, self.down1, self.down2 = nn.Conv2d(3, 4, 3, 1, 1), nn.Conv2d(4, 6, 3, 2, 1), nn.Conv2d(6, 8, 3, 2, 1)
        self.lateral1, self.lateral2 = nn.Conv2d(6, 5, 1), nn.Conv2d(8, 5, 1)
        self.classes1, self.boxes1, self.classes2, self.boxes2 = nn.Conv2d(5, 3, 1), nn.Conv2d(5, 4, 1), nn.Conv2d(5, 3, 1), nn.Conv2d(5, 4, 1)
        self.joined = joined

    def forward(self, x):
        c1 = F.relu(self.down1(F.relu(self.stem(x))))
        c2 = F.relu(self.down2(c1))
        p2 = self.lateral2(c2)
        p1 = self.lateral1(c1) + F.interpolate(p2, scale_factor=2.0)
        parts = [self.classes1(p1), self.boxes1(p1), self.classes2(p2), self.boxes2(p2)]
        if not self.joined:
            return parts
        flat = [torch.cat([parts[i], parts[i + 1]], 1).flatten(2) for i in (0, 2)]
        return torch.cat(flat, 2).transpose(1, 2)


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk1, self.trunk2 = nn.Linear(6, 8), nn.Linear(8, 8)
        self.value, self.policy = nn.Sequential(nn.Linear(8, 4), nn.Tanh(), nn.Linear(4, 1)), nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 3))

    def forward(self, x):
        h = torch.relu(self.trunk2(torch.relu(self.trunk1(x))))
        return self.value(h), self.policy(h)


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower, self.head = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4)), nn.Linear(4, 1)

    def forward(self, left, right):
        return self.head((self.tower(left) - self.tower(right)).abs())


class WideDeep(nn.Module):
    """Numbers and a category together."""

    def __init__(self):
        super().__init__()
        self.category, self.deep1, self.deep2, self.head = nn.Embedding(7, 3), nn.Linear(8, 6), nn.Linear(6, 4), nn.Linear(9, 1)

    def forward(self, numbers, category):
        deep = torch.relu(self.deep2(torch.relu(self.deep1(torch.cat([numbers, self.category(category)], 1)))))
        return torch.sigmoid(self.head(torch.cat([numbers, deep], 1)))


class MeanEmbedding(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.hidden, self.head = nn.Embedding(12, 5), nn.Linear(5, 6), nn.Linear(6, 3)

    def forward(self, ids):
        return self.head(torch.relu(self.hidden(self.embedding(ids).mean(1))))


class TextCnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.conv3, self.conv5, self.head = nn.Embedding(12, 5), nn.Conv1d(5, 4, 3, padding=1), nn.Conv1d(5, 4, 5, padding=2), nn.Linear(8, 3)

    def forward(self, ids):
        x = self.embedding(ids).transpose(1, 2)
        return self.head(torch.cat([F.relu(self.conv3(x)).amax(2), F.relu(self.conv5(x)).amax(2)], 1))


class Normalisations(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.group, self.conv2, self.instance, self.conv3, self.layer, self.fc = (
            nn.Conv2d(2, 4, 3, 1, 1), nn.GroupNorm(2, 4), nn.Conv2d(4, 4, 3, 1, 1), nn.InstanceNorm2d(4, affine=True), nn.Conv2d(4, 3, 3, 1, 1), nn.LayerNorm([3, 6, 6]), nn.Linear(108, 4))

    def forward(self, x):
        x = F.relu(self.group(self.conv1(x)))
        x = F.relu(self.instance(self.conv2(x)))
        return self.fc(self.layer(self.conv3(x)).flatten(1))


class Activations(nn.Sequential):
    def __init__(self):
        kinds = [nn.PReLU(), nn.LeakyReLU(), nn.ELU(), nn.SELU(), nn.Hardswish(), nn.Hardsigmoid(), nn.Softplus(), nn.Mish(), nn.SiLU(), nn.GELU(), nn.ReLU6()]
        super().__init__()
        for i, kind in enumerate(kinds):
            self.add_module(f"fc{i + 1}", nn.Linear(5, 5))
            self.add_module(f"act{i + 1}", kind)


class SuperResolution(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.add_module("conv1", nn.Conv2d(1, 4, 5, 1, 2))
        self.add_module("act", nn.ReLU())
        self.add_module("conv2", nn.Conv2d(4, 4, 3, 1, 1))
        self.add_module("shuffle", nn.PixelShuffle(2))


class WaveNet(nn.Module):
    """Dilated convolutions with gates, residual steps and a sum of skips."""

    class Layer(nn.Module):
        def __init__(self, dilation):
            super().__init__()
            self.filter, self.gate, self.skip, self.residual = (nn.Conv1d(3, 3, 3, padding=dilation, dilation=dilation), nn.Conv1d(3, 3, 3, padding=dilation, dilation=dilation), nn.Conv1d(3, 3, 1), nn.Conv1d(3, 3, 1))

        def forward(self, x):
            z = torch.tanh(self.filter(x)) * torch.sigmoid(self.gate(x))
            return x + self.residual(z), self.skip(z)

    def __init__(self):
        super().__init__()
        self.stem, self.layer1, self.layer2, self.head = nn.Conv1d(1, 3, 1), WaveNet.Layer(1), WaveNet.Layer(2), nn.Conv1d(3, 2, 1)

    def forward(self, x):
        x, skip1 = self.layer1(self.stem(x))
        x, skip2 = self.layer2(x)
        return self.head(torch.relu(skip1 + skip2))


class Volume(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.fc = nn.Conv3d(1, 3, 3, 1, 1), nn.Conv3d(3, 2, 3, 2, 1), nn.Linear(16, 3)

    def forward(self, x):
        return self.fc(F.relu(self.conv2(F.relu(self.conv1(x)))).flatten(1))


class BakedBatch(nn.Module):
    """Declares a free batch, but its reshape holds the batch of one that it was exported with."""

    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 2, 3, 1, 1), nn.Linear(32, 3)

    def forward(self, x):
        return self.fc(torch.relu(self.conv(x)).reshape(1, 32))


class DynamicShape(nn.Module):
    """Shape arithmetic: Shape, Gather, Concat, Reshape."""

    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 3, 3, 1, 1), nn.Linear(27, 4)

    def forward(self, x):
        x = torch.relu(self.conv(F.pad(x, [0, x.shape[2] % 2, 0, x.shape[3] % 2])))
        x = F.interpolate(x, size=(x.shape[2] // 2, x.shape[3] // 2), mode="nearest")
        return self.fc(x.view(x.size(0), x.size(1) * x.size(2) * x.size(3)))


def batch(*names):
    return {name: {0: "batch"} for name in names}


def write(folder):
    def export(name, model, *args, inputs=("x",), outputs=("y",), axes=None, opset=13, train=False):
        # Normalisations as after training: not the identity, which the exporter would fold in another way.
        torch.manual_seed(sum(map(ord, name)))
        for module in model.modules():
            if isinstance(module, (nn.BatchNorm2d,)):
                module.running_mean.normal_(0, 0.3)
                module.running_var.uniform_(0.5, 1.5)
        model.train(train)
        torch.onnx.export(model, args, f"{folder}/{name}.onnx", input_names=list(inputs), output_names=list(outputs), opset_version=opset,
                          dynamic_axes=batch(*inputs, *outputs) if axes is None else axes, do_constant_folding=True,
                          training=torch.onnx.TrainingMode.PRESERVE if train else torch.onnx.TrainingMode.EVAL)

    torch.manual_seed(1)
    r = torch.randn
    export("resnet", ResNet(), r(2, 3, 8, 8))
    export("bottleneck", nn.Sequential(nn.Conv2d(2, 6, 3, 1, 1), Bottleneck(6, 3), Bottleneck(6, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 3)), r(2, 2, 6, 6))
    export("mobilenet-v3", MobileNet(), r(2, 3, 8, 8), opset=14)
    export("separable", Separable(), r(2, 3, 6, 6))
    export("unet", UNet(), r(2, 1, 8, 8))
    export("unet-upsample", UNet("resize"), r(2, 1, 8, 8))
    export("linknet", UNet("deconv", "add"), r(2, 1, 8, 8))
    export("densenet", DenseNet("list"), r(2, 1, 6, 6))
    export("densenet-chain", DenseNet("chain"), r(2, 1, 6, 6))
    export("googlenet", GoogLeNet(), r(2, 1, 8, 8))
    export("squeezenet", SqueezeNet(), r(2, 1, 8, 8))
    export("shufflenet", ShuffleNet(), r(2, 1, 8, 8))
    export("vit", ViT(), r(2, 1, 8, 8))
    export("encoder", Encoder(), r(2, 5, 3), axes={"x": {0: "batch", 1: "length"}, "y": {0: "batch"}})
    export("torch-encoder", TorchEncoder(), r(2, 4, 8), train=True)
    ids = torch.randint(0, 2, (2, 6))
    export("bert", Bert(), ids, torch.ones_like(ids), torch.zeros_like(ids), inputs=("input_ids", "attention_mask", "token_type_ids"), outputs=("logits",))
    export("gpt", Gpt(), ids[:, :5], inputs=("ids",), outputs=("logits",), opset=14)
    export("translator", Translator(), r(2, 4, 8), r(2, 3, 8), inputs=("source", "target"))
    export("mixer", Mixer(), r(2, 1, 8, 8))
    export("lstm", Recurrent(), r(2, 4, 3))
    export("gru-bidirectional", Recurrent("GRU", 1, True), r(2, 4, 3))
    export("rnn-time-first", Recurrent("RNN", 1, False, False), r(4, 2, 3), axes={"x": {1: "batch"}, "y": {0: "batch"}})
    export("stateful", Stateful(), r(2, 4, 3), r(1, 2, 4), r(1, 2, 4), inputs=("x", "h0", "c0"), outputs=("y", "h", "c"),
           axes={"x": {0: "batch"}, "y": {0: "batch"}, **{n: {1: "batch"} for n in ("h0", "c0", "h", "c")}})
    export("crnn", Crnn(), r(2, 1, 8, 12))
    export("autoencoder", Autoencoder(), r(2, 1, 8, 8))
    export("dcgan", Generator(), r(2, 5, 1, 1))
    export("variational", Variational(), r(2, 6))
    export("detector", Detector(), r(2, 3, 8, 8), outputs=("classes1", "boxes1", "classes2", "boxes2"))
    export("yolo", Detector(True), r(2, 3, 8, 8))
    export("two-heads", TwoHeads(), r(2, 6), outputs=("value", "policy"))
    export("siamese", Siamese(), r(2, 6), r(2, 6), inputs=("left", "right"))
    export("wide-deep", WideDeep(), r(2, 5), torch.tensor([1, 2]), inputs=("numbers", "category"))
    export("mean-embedding", MeanEmbedding(), ids, inputs=("ids",))
    export("text-cnn", TextCnn(), ids, inputs=("ids",))
    export("normalisations", Normalisations(), r(2, 2, 6, 6))
    export("activations", Activations(), r(2, 5), opset=14)
    export("super-resolution", SuperResolution(), r(2, 1, 6, 6))
    export("wavenet", WaveNet(), r(2, 1, 10))
    export("volume", Volume(), r(2, 1, 4, 4, 4))
    export("baked-batch", BakedBatch(), r(1, 1, 4, 4), axes=batch("x", "y"))
    export("fixed-batch-of-one", Separable(), r(1, 3, 6, 6), axes={})
    export("fixed-batch-of-four", TwoHeads(), r(4, 6), outputs=("value", "policy"), axes={})
    export("dynamic-shape", DynamicShape(), r(2, 1, 6, 6), axes={"x": {0: "batch", 2: "height", 3: "width"}, "y": {0: "batch"}})
    export("double", TwoHeads().double(), r(2, 6).double(), outputs=("value", "policy"))
